package dev.signalbox.hub.doctor;

import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.PeriodicJob;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Readiness;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What Prometheus is told of the disk, the stores, the keys and of what is not as it should be. */
public final class Figures implements Job {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Space space;
    private final Path folder;
    private final Map<String, Long> bytes = new ConcurrentHashMap<>();
    /** Not a number before it was measured. */
    private volatile double free = Double.NaN;

    private final PeriodicJob measuring;

    /** @param folder of the hub's files */
    public Figures(Metrics metrics, Path folder, Space space, Readiness readiness, KeysProbe keys) {
        this.space = space;
        this.folder = folder;
        this.measuring = new PeriodicJob("measuring the stores", EVERY, this::measure, space.vertx());
        metrics.gauge(
                "signalbox.disk.free.bytes",
                "Bytes left on the disk of the data folder, measured once a minute",
                () -> free);
        metrics.gauge(
                "signalbox.degraded",
                "Things that are not as they should be although the hub serves",
                () -> readiness.degraded().size());
        metrics.gauge("signalbox.keys.ending", "Keys that open for less than 14 days", () -> keys.ending()
                .size());
        for (LogSpace log : space.logs()) {
            String name = log.log().name();
            metrics.gauge(
                    "signalbox.store.bytes",
                    "Bytes that a log takes with its tables, measured once a minute",
                    () -> bytes.getOrDefault(name, 0L),
                    "log",
                    name);
        }
    }

    @Override
    public Future<?> start() {
        return measuring.start();
    }

    @Override
    public Future<?> close() {
        return measuring.close();
    }

    private Future<Integer> measure() {
        Future<?> last = Future.succeededFuture();
        for (LogSpace log : space.logs())
            last = last.compose(done ->
                    log.database().bytes().map(found -> bytes.put(log.log().name(), found)));
        return last.compose(done ->
                        space.vertx().executeBlocking(() -> folder.toFile().getUsableSpace(), false))
                .map(left -> {
                    free = left;
                    return 0;
                });
    }
}
