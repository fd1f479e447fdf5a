package dev.signalbox.hub.trace;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.trace.query.Analytics;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The routes {@code /v1/analytics/{measure}}: cost, tokens, latency, errors, volume. */
public record AnalyticsRoutes(Analytics analytics, Freshness table) implements Routes {
    private static final List<String> PARAMETERS = Analytics.FILTER.names("by", "interval", "top");

    @Override
    public void declare(RouteTable doors) {
        doors.read("/v1/analytics/{measure}", "trace", table, PARAMETERS, Need.ofText(4L * 1024 * 1024), this::figures);
    }

    private Future<Answer> figures(Request request) {
        String word = request.path("measure");
        Analytics.Measure measure = Arrays.stream(Analytics.Measure.values())
                .filter(known -> known.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        ProblemCode.NOT_FOUND, "there is no such analysis; take " + words(Analytics.Measure.values())));
        Query query = request.query();
        Analytics.Grouping grouping = new Analytics.Grouping(
                choice(query, "by", Analytics.By.NONE),
                choice(query, "interval", Analytics.Interval.NONE),
                query.integer("top", 1, Analytics.LINES_MAX));
        Conditions filter = Analytics.FILTER.conditions(query);
        return analytics.figures(measure, grouping, filter).map(figures -> Answer.ok(new Page<>(figures, null)));
    }

    private static <E extends Enum<E>> E choice(Query query, String name, E standard) {
        String word = query.text(name);
        if (word == null) return standard;
        for (E known : standard.getDeclaringClass().getEnumConstants()) {
            if (known.name().equalsIgnoreCase(word)) return known;
        }
        throw Query.invalid(
                name, "must be one of " + words(standard.getDeclaringClass().getEnumConstants()));
    }

    private static String words(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
