package dev.signalbox.hub.metrics;

import dev.signalbox.hub.log.AppendMeter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** How the appender of one log does, as metrics. */
public final class AppendMetrics implements AppendMeter {
    private final Timer commits;
    private final DistributionSummary batches;
    private volatile int waiting;

    public AppendMetrics(Metrics metrics, String log) {
        commits = metrics.timer("signalbox.append.commit", "Time of one commit of the log", "log", log);
        batches = metrics.sizes("signalbox.append.batch", "Events in one commit of the log", "log", log);
        metrics.gauge("signalbox.append.waiting", "Appends that wait for the next commit", () -> waiting, "log", log);
    }

    @Override
    public void committed(int events, long nanos) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
        batches.record(events);
    }

    @Override
    public void waiting(int appends) {
        waiting = appends;
    }
}
