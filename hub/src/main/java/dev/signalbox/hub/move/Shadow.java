package dev.signalbox.hub.move;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.metrics.AppendMetrics;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.projection.FoldProblems;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The space at the place that a move fills: logs and tables that nobody is served from yet. */
final class Shadow {
    static final String STOPPED = "the hub stopped, or went back to an earlier moment";

    private final Space space;
    private final Metrics metrics;
    private final List<Pair> pairs;
    private final Map<String, Head> copied = new ConcurrentHashMap<>();

    private record Pair(LogSpace from, LogSpace to, LogCopy copy) {
        static Pair of(LogSpace from, LogSpace to, Vertx vertx) {
            LogCopy copy = new LogCopy(from.log(), new History(from.database()), new History(to.database()), vertx);
            return new Pair(from, to, copy);
        }
    }

    private Shadow(Space source, Space space, Metrics metrics) {
        this.space = space;
        this.metrics = metrics;
        this.pairs = List.of(
                Pair.of(source.main(), space.main(), source.vertx()),
                Pair.of(source.traces(), space.traces(), source.vertx()));
    }

    /** Opens what lies at the place, which is marked as being filled, and begins to fold it. */
    static Future<Shadow> open(Home home, Place place) {
        Space source = home.space();
        Metrics metrics = new Metrics();
        return Space.open(
                        source.name(),
                        log -> place.open(log, new AppendMetrics(metrics, log), null),
                        source.clock(),
                        metrics,
                        source.vertx())
                .recover(failure -> {
                    metrics.close();
                    return Future.failedFuture(failure);
                })
                .compose(space -> {
                    Shadow shadow = new Shadow(source, space, metrics);
                    home.furnish(space, metrics);
                    return Future.all(space.main().start(), space.traces().start())
                            .map(shadow)
                            .recover(failure -> shadow.close().transform(closed -> Future.failedFuture(failure)));
                });
    }

    /** Copies what both logs hold at this call. Fails when it is stopped. */
    Future<Void> copy(BooleanSupplier stopped) {
        Future<?> last = Future.succeededFuture();
        for (Pair pair : pairs) {
            last = last.compose(done -> pair.copy().run(head -> {
                        if (stopped.getAsBoolean()) throw new IllegalStateException(STOPPED);
                        reached(pair, head);
                    }))
                    .map(head -> {
                        reached(pair, head);
                        return head;
                    });
        }
        return last.mapEmpty();
    }

    private void reached(Pair pair, Head head) {
        copied.put(pair.from().log().name(), head);
        pair.to().tail().advanced(head.position());
    }

    /** Completes when the databases there answer. */
    Future<Void> answers() {
        return Future.all(pairs.stream()
                        .map(pair -> new History(pair.to().database()).epoch())
                        .toList())
                .mapEmpty();
    }

    /** Completes when the tables there hold what was copied. */
    Future<Void> folded(Duration waitMax) {
        List<Future<?>> reaching = new ArrayList<>();
        for (Pair pair : pairs) {
            long position = copied(pair).position();
            for (ProjectionFollower each : pair.to().projections().all()) {
                reaching.add(each.reached(position, waitMax)
                        .recover(late -> Future.failedFuture(new IllegalStateException("the table " + each.name()
                                + " at the new place stands at " + each.position() + " of " + position
                                + (each.trouble() == null ? "" : ": " + each.trouble())))));
            }
        }
        return Future.all(reaching).mapEmpty();
    }

    /** Reads everything back. Fails with {@link IllegalStateException} when it is not what lies at the old place. */
    Future<Void> compare() {
        Future<?> last = Future.succeededFuture();
        for (Pair pair : pairs) {
            last = last.compose(done -> pair.copy().compare(pair.to().log(), copied(pair)))
                    .compose(same -> Future.all(problems(pair.from()), problems(pair.to())))
                    .map(both -> {
                        if (both.<Map<String, Long>>resultAt(0).equals(both.<Map<String, Long>>resultAt(1)))
                            return null;
                        throw new IllegalStateException("the tables of the log "
                                + pair.from().log().name() + " lack other events there than here; see: signalbox"
                                + " projections problems");
                    });
        }
        return last.mapEmpty();
    }

    private static Future<Map<String, Long>> problems(LogSpace log) {
        return FoldProblems.counts(log.database());
    }

    /**
     * Whether both logs end alike, with as many receipts. Fails with {@link IllegalStateException} when they do not.
     */
    Future<Void> endsAlike() {
        Future<?> last = Future.succeededFuture();
        for (Pair pair : pairs) {
            last = last.compose(done -> Future.all(
                            pair.from().log().head(),
                            pair.to().log().head(),
                            new History(pair.from().database()).newestReceipt(),
                            new History(pair.to().database()).newestReceipt()))
                    .map(all -> {
                        Head here = all.resultAt(0);
                        Head there = all.resultAt(1);
                        boolean alike = here.position() == there.position()
                                && Arrays.equals(here.hash(), there.hash())
                                && here.epoch().equals(there.epoch())
                                && all.<Long>resultAt(2).equals(all.<Long>resultAt(3));
                        if (alike) return null;
                        throw new IllegalStateException(
                                "the log " + pair.from().log().name() + " ends at " + here.cursor()
                                        + ", and its copy at " + there.cursor());
                    });
        }
        return last.mapEmpty();
    }

    /** The database with the mark of the move. */
    Database marked() {
        return space.main().database();
    }

    /** Events that were copied of a log. */
    long copied(String log) {
        Head head = copied.get(log);
        return head == null ? 0 : head.position();
    }

    private Head copied(Pair pair) {
        Head head = copied.get(pair.from().log().name());
        if (head == null) throw new IllegalStateException("nothing was copied yet");
        return head;
    }

    Future<Void> close() {
        return space.close().andThen(closed -> metrics.close());
    }
}
