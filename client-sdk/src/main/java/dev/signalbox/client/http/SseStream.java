package dev.signalbox.client.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * An open event stream. The reader pulls: while it works on a frame, at most a few network buffers wait here and the
 * rest waits in the hub. {@link #next} belongs to one thread; {@link #close} may come from any.
 */
public final class SseStream implements AutoCloseable {
    private final PulledBody body;
    private final ArrayDeque<SseFrame> frames = new ArrayDeque<>();
    private final SseReader reader = new SseReader(frames::add);

    SseStream(Duration silenceMax) {
        this.body = new PulledBody("the event stream", silenceMax);
    }

    /**
     * Waits for the next frame; empty when the hub ended the stream or {@link #close} was called. Fails with
     * {@link HubUnreachable} when the connection broke, when nothing at all came for the time allowed (a live hub sends
     * heartbeats), or when a frame is over the reader's limits.
     */
    public Optional<SseFrame> next() throws InterruptedException {
        while (frames.isEmpty()) {
            List<ByteBuffer> buffers = body.next();
            if (buffers == null) return Optional.empty();
            read(buffers);
        }
        return Optional.of(frames.remove());
    }

    /** The next frame if it came in whole already; empty otherwise. Why a stream ended is for {@link #next} to say. */
    public Optional<SseFrame> poll() {
        while (frames.isEmpty()) {
            List<ByteBuffer> buffers = body.poll();
            if (buffers == null) return Optional.empty();
            read(buffers);
        }
        return Optional.of(frames.remove());
    }

    /** Ends the stream and frees its connection; a waiting {@link #next} returns empty. */
    @Override
    public void close() {
        body.close();
    }

    @Override
    public String toString() {
        return "an event stream";
    }

    PulledBody body() {
        return body;
    }

    private void read(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                reader.feed(bytes, 0, bytes.length);
            }
        } catch (SseReader.SseLimitExceeded e) {
            close();
            throw new HubUnreachable(String.valueOf(e.getMessage()), e);
        }
    }
}
