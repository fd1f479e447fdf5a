package dev.signalbox.client.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.http.SseFrame;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the frames of one event stream into ranges of the log. One thread. */
final class FrameReader {
    private @Nullable Long from;
    private long head = Follower.HEAD_UNKNOWN;

    /** The newest position that the hub has named in this stream; {@link Follower#HEAD_UNKNOWN} before it named one. */
    long head() {
        return head;
    }

    /**
     * The range that a frame closes; empty for a heartbeat. Fails with {@link HubRefused} for a reset,
     * {@link HubUnreachable} for a frame that cannot be understood.
     */
    Optional<Range> read(SseFrame frame) {
        takeComments(frame);
        if (frame.data() == null) return Optional.empty();
        try {
            return Optional.of(range(frame, frame.data()));
        } catch (IllegalArgumentException e) {
            throw new HubUnreachable("a frame of the event stream cannot be understood: " + e.getMessage(), e);
        }
    }

    private void takeComments(SseFrame frame) {
        String said = frame.comment("from");
        if (said != null) from = position(said);
        String newest = frame.comment("head");
        if (newest != null) head = Math.max(head, position(newest));
    }

    private Range range(SseFrame frame, String data) {
        byte[] json = data.getBytes(StandardCharsets.UTF_8);
        String kind = String.valueOf(frame.event());
        if (kind.equals("reset")) throw new HubRefused(Json.readLenient(json, Problem.class), null);
        if (frame.id() == null) throw new IllegalArgumentException("a frame of kind " + kind + " has no id");
        Cursor to = Cursor.parse(frame.id());
        head = Math.max(head, to.position());
        if (kind.equals("progress")) {
            JsonNode progress = Json.readLenient(json, JsonNode.class);
            head = Math.max(head, progress.path("head").asLong());
            return new Range(takeFrom(progress.path("from").asLong(-1)), to, List.of());
        }
        return new Range(takeFrom(-1), to, List.of(Json.readLenient(json, Event.class)));
    }

    /** The position before the range: what its comment said, which holds for one range only. */
    private long takeFrom(long inData) {
        Long said = from;
        from = null;
        if (said != null) return said;
        if (inData < 0) throw new IllegalArgumentException("the hub did not say where the range begins");
        return inData;
    }

    private static long position(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new HubUnreachable("\"" + text + "\" in a comment of the event stream is not a position", e);
        }
    }
}
