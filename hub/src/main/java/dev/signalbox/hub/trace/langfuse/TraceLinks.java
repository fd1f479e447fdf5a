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

/**
 * The links that clients of Langfuse print, {@code getTraceUrl()}. They lead whoever comes with a key to the trace, and
 * tell a browser, which has none, how to see it; not whether there is one.
 */
public final class TraceLinks implements Routes {
    private static final List<String> PATHS = List.of("/project/{project}/traces/{id}", "/trace/{id}");
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
        for (String path : PATHS) {
            doors.foreign(
                    HttpMethod.GET, path, new Permission.Open(), PARAMETERS, protocol, Need.NONE, TraceLinks::lead);
        }
    }

    private static Future<Answer> lead(Request request) {
        String id = request.path("id");
        String href =
                "/v1/traces/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        boolean hasKey = CREDENTIALS.stream().anyMatch(name -> request.header(name) != null);
        byte[] words = ("See this trace in a terminal:\n\n    signalbox traces show " + quoted(id)
                        + "\n\nor as JSON, with a key:\n\n    GET " + href + "\n")
                .getBytes(StandardCharsets.UTF_8);
        Answer answer = Answer.bytes(hasKey ? 303 : 200, "text/plain; charset=utf-8", words);
        return Future.succeededFuture(hasKey ? answer.header("Location", href) : answer);
    }

    /** As one word for a shell. */
    private static String quoted(String id) {
        return id.matches("[\\w.:-]+") ? id : "'" + id.replace("'", "'\\''") + "'";
    }
}
