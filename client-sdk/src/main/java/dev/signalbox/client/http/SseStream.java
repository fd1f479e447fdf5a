package dev.signalbox.client.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open event stream. The reader pulls: while it works on a frame, at most a few network buffers wait here and the rest waits in
 * the hub. {@link #next} belongs to one thread; {@link #close} may come from any.
 */
public final class SseStream implements AutoCloseable {
    private final Duration silenceMax;
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final ArrayDeque<SseFrame> frames = new ArrayDeque<>();
    private final SseReader reader = new SseReader(frames::add);
    private final Body body = new Body();
    private volatile boolean closed;

    SseStream(Duration silenceMax) {
        this.silenceMax = silenceMax;
    }

    /**
     * Waits for the next frame; empty when the hub ended the stream or {@link #close} was called. Fails with {@link HubUnreachable}
     * when the connection broke, when nothing at all came for the time allowed (a live hub sends heartbeats), or when a frame is
     * over the reader's limits.
     */
    public Optional<SseFrame> next() throws InterruptedException {
        while (frames.isEmpty()) {
            if (closed) return Optional.empty();
            Part part = parts.poll(silenceMax.toMillis(), TimeUnit.MILLISECONDS);
            if (part == null) {
                close();
                throw new HubUnreachable("the event stream was silent for " + silenceMax.toSeconds() + " s", null);
            }
            if (part.failure != null) {
                throw new HubUnreachable("the event stream broke: " + part.failure.getMessage(), part.failure);
            }
            if (part.end) {
                parts.add(part);
                return Optional.empty();
            }
            read(part.buffers);
            body.demand();
        }
        return Optional.of(frames.remove());
    }

    /** The next frame if it came in whole already; empty otherwise. Why a stream ended is for {@link #next} to say. */
    public Optional<SseFrame> poll() {
        while (frames.isEmpty()) {
            Part part = parts.peek();
            if (part == null || part.end) return Optional.empty();
            parts.remove();
            read(part.buffers);
            body.demand();
        }
        return Optional.of(frames.remove());
    }

    /** Ends the stream and frees its connection; a waiting {@link #next} returns empty. */
    @Override
    public void close() {
        closed = true;
        body.cancel();
        parts.add(Part.END);
    }

    BodySubscriber<SseStream> body() {
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

    private record Part(List<ByteBuffer> buffers, @Nullable Throwable failure, boolean end) {
        static final Part END = new Part(List.of(), null, true);
    }

    private final class Body implements BodySubscriber<SseStream> {
        private volatile @Nullable Subscription subscription;

        @Override
        public CompletionStage<SseStream> getBody() {
            return CompletableFuture.completedStage(SseStream.this);
        }

        @Override
        public void onSubscribe(Subscription started) {
            subscription = started;
            if (closed) started.cancel();
            else started.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            parts.add(new Part(buffers, null, false));
        }

        @Override
        public void onError(Throwable failure) {
            parts.add(new Part(List.of(), failure, true));
        }

        @Override
        public void onComplete() {
            parts.add(Part.END);
        }

        void demand() {
            Subscription running = subscription;
            if (running != null) running.request(1);
        }

        void cancel() {
            Subscription running = subscription;
            if (running != null) running.cancel();
        }
    }

    /** Why an event stream cannot be one: the hub answered with something else. */
    static IOException notAStream(String contentType) {
        return new IOException("the answer is not an event stream but " + contentType);
    }
}
