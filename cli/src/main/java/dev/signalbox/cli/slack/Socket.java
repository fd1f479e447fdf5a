package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of Socket Mode. What comes over it is acknowledged over it, once it is kept and before anybody works
 * on it; what could not be kept is not acknowledged, and Slack sends it again.
 */
final class Socket implements WebSocket.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Socket.class);

    private static final int FRAME_CHARS_MAX = 1024 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What a socket tells its keeper. */
    enum Signal {
        HELLO,
        /** It will be closed; another should be opened beside it. */
        REFRESH,
        /** Somebody switched Socket Mode off: no other socket will open. */
        SWITCHED_OFF,
        GONE
    }

    private final Predicate<JsonNode> keeper;
    private final BiConsumer<Socket, Signal> signals;
    private final StringBuilder text = new StringBuilder();
    private volatile long heardAt = System.nanoTime();
    private @Nullable WebSocket socket;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

    private Socket(Predicate<JsonNode> keeper, BiConsumer<Socket, Signal> signals) {
        this.keeper = keeper;
        this.signals = signals;
    }

    /**
     * @param keeper keeps an envelope; false when it could not
     * @param signals called on the socket's thread
     */
    static CompletableFuture<Socket> open(
            HttpClient http, URI url, Duration atMost, Predicate<JsonNode> keeper, BiConsumer<Socket, Signal> signals) {
        Socket opened = new Socket(keeper, signals);
        return http.newWebSocketBuilder()
                .connectTimeout(atMost)
                .buildAsync(url, opened)
                .thenApply(socket -> opened);
    }

    /** How long nothing came over it. */
    Duration silentFor() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /** Asks the other side whether it is there; its answer ends the silence. */
    synchronized void ping() {
        WebSocket to = socket;
        if (to != null) sending = after(sending, () -> to.sendPing(NOTHING.duplicate()));
    }

    /** Ends it without a word. */
    synchronized void abort() {
        if (socket != null) socket.abort();
    }

    @Override
    public void onOpen(WebSocket opened) {
        synchronized (this) {
            socket = opened;
        }
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        heardAt = System.nanoTime();
        text.append(data);
        if (text.length() > FRAME_CHARS_MAX) {
            LOG.warn("Slack sent a frame of more than {} characters; the socket is opened anew", FRAME_CHARS_MAX);
            from.abort();
            signals.accept(this, Signal.GONE);
            return null;
        }
        if (last) {
            String frame = text.toString();
            text.setLength(0);
            heard(from, frame);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        heardAt = System.nanoTime();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        heardAt = System.nanoTime();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        signals.accept(this, Signal.GONE);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        signals.accept(this, Signal.GONE);
    }

    private void heard(WebSocket from, String frame) {
        JsonNode said;
        try {
            said = Json.readLenient(frame.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (RuntimeException e) {
            LOG.warn("Slack sent a frame that is no JSON; it is left out");
            return;
        }
        String type = said.path("type").asText();
        if (type.equals("hello")) {
            signals.accept(this, Signal.HELLO);
        } else if (type.equals("disconnect")) {
            boolean off = said.path("reason").asText().equals("link_disabled");
            signals.accept(this, off ? Signal.SWITCHED_OFF : Signal.REFRESH);
        } else if (said.path("envelope_id").isTextual() && isKept(said)) {
            String acknowledgement = Json.writeText(
                    Json.object().put("envelope_id", said.path("envelope_id").asText()));
            send(from, acknowledgement);
        }
    }

    private boolean isKept(JsonNode envelope) {
        try {
            return keeper.test(envelope);
        } catch (RuntimeException e) {
            LOG.warn("An envelope of Slack could not be kept, so it is not acknowledged: {}", e.getMessage());
            return false;
        }
    }

    private synchronized void send(WebSocket to, String frame) {
        sending = after(sending, () -> to.sendText(frame, true));
    }

    /** A socket sends one frame at a time; what fails ends the socket, not the row. */
    private static CompletableFuture<?> after(
            CompletableFuture<?> before, Supplier<CompletableFuture<WebSocket>> next) {
        return before.exceptionally(failed -> null).thenCompose(done -> next.get());
    }
}
