package dev.signalbox.cli.doctor;

import dev.signalbox.hub.SchemaDesk;
import dev.signalbox.hub.StoppedHub;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.Sight;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.LogCheck;
import dev.signalbox.hub.verify.VerifiedLog;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.resource.SchemaStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The logs of a hub that is stopped, as a start looks at them: their tables, the chain of their newest events, how many
 * there are, every page of a file. Whether a start would take them, and go on where the hub was.
 *
 * @param url of PostgreSQL; null for the SQLite files in the folder
 */
record StoppedLogs(Path folder, @Nullable String url, Clock clock) implements Probe {
    private static final String COPY = "put a whole copy in its place (docs/recovery.md); signalbox verify names all"
            + " that is not as it was written";

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public String looksAt() {
        return "Whether a start would take the logs as they are, and go on where the hub was.";
    }

    @Override
    public Sight look() throws Exception {
        try {
            Sight refused = schema();
            return refused == null ? logs() : refused;
        } catch (StoreBroken broken) {
            return Sight.of("a start ends with status 70").fail(String.valueOf(broken.getMessage()), COPY);
        }
    }

    /** Why the logs are not looked at; null when their tables are those of this version. */
    private @Nullable Sight schema() {
        try (SchemaDesk desk = url == null ? SchemaDesk.ofFolder(folder) : SchemaDesk.ofDatabase(url)) {
            List<SchemaStatus.Store> stores = desk.status().stores();
            boolean some = stores.stream().anyMatch(each -> !each.state().equals("missing"));
            for (SchemaStatus.Store each : stores) {
                if (some && each.state().equals("missing")) {
                    return Sight.of("a start refuses them")
                            .fail("the log " + each.log() + " is missing, and the other one is there", COPY);
                }
                String trouble = each.trouble();
                if (trouble != null) {
                    return Sight.of("a start refuses them")
                            .fail(
                                    trouble,
                                    "signalbox schema repair --dry-run says what can be mended; docs/recovery.md");
                }
                if (!each.state().equals("current")) {
                    return Sight.of("not read: " + each.where() + " is " + each.state() + ", signalbox schema status");
                }
            }
            return null;
        }
    }

    private Sight logs() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            return await(StoppedHub.open(folder, url, clock, vertx)
                    .compose(hub -> looked(hub, vertx).eventually(hub::close)));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            await(vertx.close());
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }

    private static Future<Sight> looked(StoppedHub hub, Vertx vertx) {
        List<String> heads = new ArrayList<>();
        List<String> wentBack = new ArrayList<>();
        Future<Void> done = Future.succeededFuture();
        for (VerifiedLog each : hub.logs()) {
            done = done.compose(before -> each.log().head())
                    .compose(head -> LogCheck.newest(each.log(), head, vertx).compose(fits -> {
                        heads.add(each.log().name() + " at position " + head.position());
                        String behind = behind(each, head);
                        if (behind != null) wentBack.add(behind);
                        return LogCheck.count(each.log(), each.database());
                    }))
                    .compose(counted -> each.database().check());
        }
        return done.map(whole -> {
            Sight sight = Sight.of(String.join(", ", heads));
            for (String each : wentBack) {
                sight = sight.warn(
                        each,
                        "put back a newer copy of the store if there is one; a start goes on with what"
                                + " is there as another history, and clients send again what they know of (docs/recovery.md)");
            }
            return sight;
        });
    }

    private static @Nullable String behind(VerifiedLog log, Head head) {
        Cursor seen = log.seen();
        return seen == null || seen.position() <= head.position()
                ? null
                : "the log " + log.log().name() + " went back: it ends at position " + head.position()
                        + ", and this hub has noted that it went on to " + seen.position();
    }
}
