package dev.signalbox.hub.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Speaks the protocol of the Vert.x bridge over SockJS' raw WebSocket: one JSON text a frame. */
public final class BridgeClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private volatile boolean ended;
    private WebSocket socket;

    public static BridgeClient connect(TestHub hub) {
        return connect(hub, HTTP.newWebSocketBuilder());
    }

    /** With headers that the builder has. */
    static BridgeClient connect(TestHub hub, WebSocket.Builder builder) {
        BridgeClient client = new BridgeClient();
        URI url = URI.create("ws://127.0.0.1:" + hub.port() + "/eventbus/websocket");
        client.socket =
                builder.buildAsync(url, client).orTimeout(20, TimeUnit.SECONDS).join();
        return client;
    }

    /** Sends a frame: {@code send}, {@code register}, {@code publish} … with this key. */
    public void frame(String type, String address, String key, Object body, String replyAddress) {
        Map<String, Object> frame = new LinkedHashMap<>(Map.of("type", type, "address", address));
        frame.put("headers", key.isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + key));
        if (body != null) frame.put("body", body);
        if (replyAddress != null) frame.put("replyAddress", replyAddress);
        raw(Json.writeText(frame));
    }

    /** Sends a frame as it is. */
    void raw(String frame) {
        socket.sendText(frame, true).orTimeout(20, TimeUnit.SECONDS).join();
    }

    public List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    /** CloudEvents that came on an address. */
    public List<JsonNode> eventsOn(String address) {
        return frames.stream()
                .filter(frame -> frame.path("address").asText().equals(address))
                .map(frame -> frame.path("body"))
                .toList();
    }

    /** Waits for the frame that answers on this address. */
    public JsonNode awaitReply(String replyAddress) {
        Eventually.until("a reply", () -> find(replyAddress) != null);
        return find(replyAddress);
    }

    public void awaitEnd() {
        Eventually.until("the socket is closed", () -> ended);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
            text.setLength(0);
            frames.add(Json.readLenient(json, JsonNode.class));
        }
        from.request(1);
        return null;
    }

    /** Over the raw WebSocket the bridge answers in binary frames. */
    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        return onText(from, StandardCharsets.UTF_8.decode(part), last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ended = true;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        ended = true;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private JsonNode find(String replyAddress) {
        for (JsonNode frame : frames) if (frame.path("address").asText().equals(replyAddress)) return frame;
        return null;
    }
}
