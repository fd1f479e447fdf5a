package dev.signalbox.hub.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The hub's figures, for Prometheus. Names begin with {@code signalbox.}; labels come in pairs, name and value, and
 * take few values. Any thread.
 */
public final class Metrics implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(15),
        Duration.ofMillis(30),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** Those of a process. */
    public Metrics() {
        this(true);
    }

    private Metrics(boolean ofProcess) {
        if (ofProcess) showProcess();
    }

    /** Those of one space alone, which its own keys may read. */
    public static Metrics ofSpace() {
        return new Metrics(false);
    }

    private void showProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /**
     * A figure that is asked for whenever somebody reads the metrics: a queue's depth, a follower's lag. Must answer at
     * once. Takes the place of one with the same name and labels.
     */
    public void gauge(String name, String description, Supplier<Number> value, String... labels) {
        Gauge before = registry.find(name).tags(labels).gauge();
        if (before != null) registry.remove(before);
        Gauge.builder(name, value).description(description).tags(labels).register(registry);
    }

    /** How long something takes: a commit, a request. */
    public Timer timer(String name, String description, String... labels) {
        return Timer.builder(name)
                .description(description)
                .tags(labels)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** How large something is: a batch. */
    public DistributionSummary sizes(String name, String description, String... labels) {
        return DistributionSummary.builder(name)
                .description(description)
                .tags(labels)
                .serviceLevelObjectives(1, 3, 10, 30, 100, 300, 1000)
                .register(registry);
    }

    /** Everything in the text format of Prometheus. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
