package dev.signalbox.hub.trace.langfuse;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The links that clients of Langfuse print, {@code getTraceUrl()}. They lead a browser to the trace on the page, which
 * asks it to sign in; a program with a key to the resource; and tell whoever is neither how to see it, not whether
 * there is one.
 */
public final class TraceLinks implements Routes {
    /** With where the page is from there; the hub may stand behind a path of a proxy. */
    private static final Map<String, String> PATHS =
            Map.of("/project/{project}/traces/{id}", "../../../", "/trace/{id}", "../");
    /** What such links may say about a page that is not here. */
    private static final List<String> PARAMETERS = List.of("observation", "timestamp", "peek", "display");

    private static final List<String> CREDENTIALS = List.of("Authorization", "X-API-Key");

    private final Protocol protocol;

    /** @param protocol how the clients understand a no */
    public TraceLinks(Protocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public void declare(RouteTable doors) {
        PATHS.forEach((path, page) -> doors.foreign(
                HttpMethod.GET,
                path,
                new Permission.Open(),
                PARAMETERS,
                protocol,
                Need.NONE,
                request -> Future.succeededFuture(lead(request, page))));
    }

    private static Answer lead(Request request, String page) {
        String id = request.path("id");
        boolean hasKey = CREDENTIALS.stream().anyMatch(name -> request.header(name) != null);
        if (!hasKey && request.accepts("text/html")) return to(page + onPage(request));
        String href = "/v1/traces/" + encoded(id);
        if (hasKey) return to(href);
        return Answer.text(
                "text/plain; charset=utf-8",
                ("See this trace in a browser, here; or in a terminal:\n\n    signalbox traces show " + quoted(id)
                                + "\n\nor as JSON, with a key:\n\n    GET " + href + "\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static Answer to(String location) {
        return Answer.bytes(303, "text/plain; charset=utf-8", (location + "\n").getBytes(StandardCharsets.UTF_8))
                .header("Location", location);
    }

    /** The trace, and the observation where the link names one, as the page has them behind its hash. */
    private static String onPage(Request request) {
        String observation = request.query().text("observation");
        return "#/traces/" + encoded(request.path("id")) + (observation == null ? "" : "?span=" + encoded(observation));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** As one word for a shell. */
    private static String quoted(String id) {
        return id.matches("[\\w.:-]+") ? id : "'" + id.replace("'", "'\\''") + "'";
    }
}
