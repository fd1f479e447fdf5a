package dev.signalbox.hub;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.ServerProbes;
import dev.signalbox.hub.doctor.Sight;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PostgreSQL as a hub would find it, looked at without one. Nothing is made or migrated there. */
public final class StoppedDatabase implements AutoCloseable {
    private static final int SECONDS_MAX = 15;

    private final DatabaseUrl url;
    private final Vertx vertx;
    private final Database main;
    private final Database traces;

    private StoppedDatabase(DatabaseUrl url, Vertx vertx) {
        this.url = url;
        this.vertx = vertx;
        this.main = PostgresDatabase.unchanged(vertx, url, PostgresEngine.schema("main"));
        this.traces = PostgresDatabase.unchanged(vertx, url, PostgresEngine.schema("traces"));
    }

    /** Nothing is asked yet. */
    public static StoppedDatabase at(DatabaseUrl url) {
        return new StoppedDatabase(url, HubThreads.start());
    }

    /** The first says whether the others can be asked. */
    public List<Probe> probes() {
        List<Probe> probes = new ArrayList<>(List.of(new Reach(this)));
        probes.addAll(ServerProbes.of(main, traces, url.port()));
        return probes;
    }

    @Override
    public void close() {
        // One by one: a future that was made on an event loop never completes once that has ended.
        for (Future<Void> each : List.of(main.close(), traces.close())) join(each);
        join(vertx.close());
    }

    private static void join(Future<Void> closing) {
        closing.toCompletionStage().toCompletableFuture().join();
    }

    /** Whether the server lets a hub in, and is one that a hub takes. */
    private record Reach(StoppedDatabase database) implements Probe {
        @Override
        public String name() {
            return "database";
        }

        @Override
        public String looksAt() {
            return "Whether the server lets a hub in, with the settings that a hub asks for, and has its data.";
        }

        @Override
        public Sight look() throws InterruptedException {
            try {
                boolean there = !database.main
                        .read(transaction -> transaction.query(Dialect.POSTGRES.kindOf(), "events"))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(SECONDS_MAX, TimeUnit.SECONDS)
                        .isEmpty();
                return Sight.of(there ? "reached, with the data of a hub" : "reached; no hub has kept data there yet");
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                return away(String.valueOf(cause.getMessage()));
            } catch (TimeoutException e) {
                return away("no answer within " + SECONDS_MAX + " s");
            }
        }

        private Sight away(String why) {
            return Sight.of("no hub could start on it")
                    .fail(
                            database.url + " cannot be used: " + why,
                            "start the server, or mend the URL; docs/operating.md says what a hub asks of PostgreSQL");
        }
    }
}
