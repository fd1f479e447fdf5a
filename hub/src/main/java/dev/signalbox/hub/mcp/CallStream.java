package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.wire.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;

/**
 * The answer to one call that takes long, as an event stream: comments or progress while it lasts, so that nobody on
 * the way takes it for dead, then the response. Its messages are few and small. Belongs to the event loop of its
 * connection.
 */
final class CallStream {
    static final String EVENT_STREAM = "text/event-stream";

    private static final long BEAT_SECONDS = 10;

    private final HttpServerResponse response;
    private final Vertx vertx;
    private final JsonNode progressToken;
    private final long timer;
    private long beats;

    /** @param progressToken missing when the client wants to hear of no progress */
    CallStream(Request request, Vertx vertx, JsonNode progressToken) {
        this.response = request.response();
        this.vertx = vertx;
        this.progressToken = progressToken;
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", EVENT_STREAM)
                .putHeader("X-Accel-Buffering", "no")
                .putHeader("Cache-Control", "no-store, no-transform");
        response.write(": waiting\n\n");
        timer = vertx.setPeriodic(BEAT_SECONDS * 1000, tick -> beat());
        request.left().onComplete(gone -> vertx.cancelTimer(timer));
    }

    /** A message before the response. */
    void send(ObjectNode message) {
        if (isOpen()) response.write(event(message));
    }

    /** The response; nothing comes behind it. */
    void end(ObjectNode message) {
        vertx.cancelTimer(timer);
        if (isOpen()) response.end(event(message));
    }

    /** The end without a response, as a client wants it that has cancelled its call. */
    void leave() {
        vertx.cancelTimer(timer);
        if (isOpen()) response.end();
    }

    private void beat() {
        if (!isOpen()) return;
        beats++;
        if (progressToken.isMissingNode()) {
            response.write(":\n\n");
            return;
        }
        ObjectNode progress = Json.object().put("jsonrpc", "2.0").put("method", "notifications/progress");
        ObjectNode params = progress.putObject("params");
        params.set("progressToken", progressToken);
        params.put("progress", beats * BEAT_SECONDS).put("message", "seconds that nobody has answered yet");
        response.write(event(progress));
    }

    private boolean isOpen() {
        return !response.closed() && !response.ended();
    }

    private static String event(ObjectNode message) {
        return "event: message\ndata: " + Json.writeText(message) + "\n\n";
    }
}
