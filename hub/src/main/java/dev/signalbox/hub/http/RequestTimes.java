package dev.signalbox.hub.http;

import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.metrics.Metrics;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How long requests take, by route and status. Paths are counted by their template, so the labels stay few. */
final class RequestTimes {
    private final Metrics metrics;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    RequestTimes(Metrics metrics) {
        this.metrics = metrics;
    }

    void record(Route route, int status, long startedNanos) {
        timers.computeIfAbsent(new Key(route.method().name(), route.path(), status), this::timer)
                .record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Key key) {
        return metrics.timer(
                "signalbox.http.requests",
                "Time from a request's head to its answer",
                "method",
                key.method(),
                "route",
                key.path(),
                "status",
                Integer.toString(key.status()));
    }

    private record Key(String method, String path, int status) {}
}
