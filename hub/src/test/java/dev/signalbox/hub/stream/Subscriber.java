package dev.signalbox.hub.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.http.SseFrame;
import dev.signalbox.client.http.SseReader;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A live event stream as a client sees it: all frames that came, in order. Reads on a thread of its own. */
public final class Subscriber implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<InputStream> response;
    private final List<SseFrame> frames = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private Subscriber(HttpResponse<InputStream> response) {
        this.response = response;
        Thread reader = new Thread(this::read, "subscriber");
        reader.setDaemon(true);
        reader.start();
    }

    /** Subscribes; fails when the hub does not answer 200. Headers come in pairs of name and value. */
    public static Subscriber of(TestHub hub, String role, String query, String... headers) {
        return of(hub.request(role, "/v1/events" + query, headers));
    }

    /** The same with a request of the test's own. */
    public static Subscriber of(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> response = HTTP.send(
                    request.header("Accept", "text/event-stream").GET().build(), BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) return new Subscriber(response);
            String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
            throw new AssertionError("expected a stream, got " + response.statusCode() + " " + body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    List<SseFrame> frames() {
        return List.copyOf(frames);
    }

    /** The events so far, as CloudEvents. */
    public List<JsonNode> events() {
        return frames.stream()
                .filter(frame -> frame.data() != null && !isControl(frame))
                .map(Subscriber::data)
                .toList();
    }

    /** The positions of the events so far. */
    List<Long> positions() {
        return events().stream()
                .map(event -> Long.parseLong(event.path("sequence").textValue()))
                .toList();
    }

    /** Frames of one kind so far, such as {@code progress}. */
    public List<SseFrame> framesOf(String event) {
        return frames.stream().filter(frame -> event.equals(frame.event())).toList();
    }

    /** The last id that came. */
    Cursor checkpoint() {
        String last = null;
        for (SseFrame frame : frames) if (frame.id() != null) last = frame.id();
        if (last == null) throw new AssertionError("no id came yet");
        return Cursor.parse(last);
    }

    /** Waits until so many events came. */
    public void awaitEvents(int count) {
        Eventually.until(count + " events", () -> events().size() >= count);
    }

    /** Waits until the hub has ended the stream. */
    public void awaitEnd() {
        Eventually.until("the stream ended", () -> ended);
    }

    public boolean hasEnded() {
        return ended;
    }

    /** Fails unless every frame with an id begins where the id before it ended. */
    void assertNoGap() {
        long checkpoint = -1;
        for (SseFrame frame : frames) {
            if (frame.id() == null) continue;
            long from = isControl(frame)
                    ? data(frame).path("from").longValue()
                    : Long.parseLong(String.valueOf(frame.comment("from")));
            if (checkpoint >= 0 && from != checkpoint) {
                throw new AssertionError("after " + checkpoint + " came a frame from " + from + ": " + frame);
            }
            checkpoint = Cursor.parse(frame.id()).position();
        }
    }

    public static JsonNode data(SseFrame frame) {
        return Json.readLenient(String.valueOf(frame.data()).getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isControl(SseFrame frame) {
        return "progress".equals(frame.event()) || "reset".equals(frame.event());
    }

    private void read() {
        SseReader reader = new SseReader(frames::add);
        byte[] bytes = new byte[64 * 1024];
        try (InputStream body = response.body()) {
            for (int n = body.read(bytes); n >= 0; n = body.read(bytes)) reader.feed(bytes, 0, n);
        } catch (IOException cut) {
            // A stream that is cut has ended, too.
        } finally {
            ended = true;
        }
    }
}
