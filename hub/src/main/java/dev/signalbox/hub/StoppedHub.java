package dev.signalbox.hub;

import dev.signalbox.hub.archive.LogExport;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.delivery.EndpointTable;
import dev.signalbox.hub.key.KeyTable;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.notification.NotificationTable;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.question.QuestionTable;
import dev.signalbox.hub.roadmap.RoadmapTable;
import dev.signalbox.hub.search.SearchIndex;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.space.Store;
import dev.signalbox.hub.table.RowSayings;
import dev.signalbox.hub.table.RowTable;
import dev.signalbox.hub.tenancy.SpaceTable;
import dev.signalbox.hub.trace.table.TraceSayings;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.hub.verify.VerifiedLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a hub that nobody serves here, opened to be looked at: nothing is migrated, begun or noted. A data
 * folder stays locked as by a hub, so none starts on it meanwhile; hubs on the same database may go on. Any thread.
 */
public final class StoppedHub {
    private final Engine engine;
    private final HeadNote heads;
    private final List<Store> stores = new ArrayList<>();

    private StoppedHub(Engine engine, HeadNote heads) {
        this.engine = engine;
        this.heads = heads;
    }

    /**
     * Opens both logs. Fails with {@link StoreUnavailable} when no hub has kept its data there, another version did, or
     * one is at work on the folder; with {@link StoreBroken} when it is damaged so that it cannot be opened.
     *
     * @param data the folder; of a hub on PostgreSQL it holds notes alone, and may be missing
     * @param databaseUrl PostgreSQL; null for the SQLite files in the folder
     */
    public static Future<StoppedHub> open(Path data, @Nullable String databaseUrl, Clock clock, Vertx vertx) {
        if (databaseUrl == null && !Files.isRegularFile(data.resolve("main.db"))) {
            return Future.failedFuture(new StoreUnavailable(
                    "there is no main.db in " + data
                            + ": no hub has kept its data there (a hub on PostgreSQL: --database URL)",
                    null));
        }
        HubConfig config = HubConfig.embedded(data, 0);
        if (databaseUrl != null) config = config.onPostgres(databaseUrl);
        return Engine.of(config, clock, failure -> {}, vertx).compose(engine -> {
            StoppedHub hub = new StoppedHub(engine, HeadNote.of(data, engine));
            return hub.open("main").compose(main -> hub.open("traces")).map(hub).recover(failure -> hub.close()
                    .transform(closed -> Future.failedFuture(failure)));
        });
    }

    private Future<Void> open(String log) {
        return engine.look(log).map(stores::add).mapEmpty();
    }

    /** What the store is and where, for people. */
    public String where() {
        return engine.words();
    }

    /** Both logs, with what is known of them from outside of the store. */
    public List<VerifiedLog> logs() {
        List<VerifiedLog> logs = new ArrayList<>();
        for (Store each : stores) {
            String name = each.log().name();
            logs.add(new VerifiedLog(each.log(), each.database(), heads.of(name), projectionsOf(name)));
        }
        return logs;
    }

    /** What makes segments of a log. Fails with {@link IllegalArgumentException} when there is no such log. */
    public LogExport export(String log, Clock clock, Vertx vertx) {
        for (Store each : stores) {
            if (!each.log().name().equals(log)) continue;
            return new LogExport(Space.DEFAULT, each.log(), new History(each.database()), Version.text(), clock, vertx);
        }
        throw new IllegalArgumentException("there is no log " + log);
    }

    /** What a hub folds from a log. */
    static List<Projection> projectionsOf(String log) {
        if (log.equals("traces")) {
            return List.of(new TracesProjection(), SearchIndex.ofTraces(List.of(TraceSayings.ALL)));
        }
        return List.of(
                KeyTable.KEYS.projection(),
                EndpointTable.projection(),
                NotificationTable.NOTIFICATIONS.projection(),
                QuestionTable.QUESTIONS.projection(),
                RoadmapTable.ROADMAP.projection(),
                RowTable.ROWS.projection(),
                SpaceTable.SPACES.projection(),
                SearchIndex.ofMain(List.of(
                        NotificationTable.SAYINGS, QuestionTable.SAYINGS, RoadmapTable.SAYINGS, RowSayings.ALL)));
    }

    public Future<Void> close() {
        Future<?> last = Future.succeededFuture();
        for (Store each : stores) last = last.eventually(each::close);
        return last.eventually(engine::close).mapEmpty();
    }
}
