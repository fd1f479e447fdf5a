package dev.signalbox.hub.operator;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.space.Readiness;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Health for whoever restarts or routes, figures for whoever watches. */
public record HealthRoutes(Readiness readiness, Metrics metrics) implements Routes {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    @Override
    public void declare(RouteTable doors) {
        doors.open("/health/live", request -> Future.succeededFuture(Answer.ok(Map.of("live", true))));
        doors.open("/health/ready", request -> ready());
        doors.loopbackOrKey("/metrics", request -> Future.succeededFuture(scraped()));
    }

    private Future<Answer> ready() {
        return readiness
                .check()
                .otherwise(failure ->
                        new Readiness.Report(false, "unknown", String.valueOf(failure.getMessage()), null, List.of()))
                .map(report -> report.ready()
                        ? Answer.ok(report)
                        : Answer.status(503, report).retryAfter(1));
    }

    private Answer scraped() {
        return Answer.text(PROMETHEUS_TEXT, metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
