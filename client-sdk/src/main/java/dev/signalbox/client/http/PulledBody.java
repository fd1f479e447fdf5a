package dev.signalbox.client.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body that its reader pulls, a few network buffers at a time: what is not asked for waits in the hub. One
 * thread reads, any thread closes.
 */
final class PulledBody implements BodySubscriber<PulledBody>, AutoCloseable {
    private final String what;
    private final Duration silenceMax;
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private volatile @Nullable Subscription subscription;
    private volatile boolean closed;

    /**
     * @param what names it in failures
     * @param silenceMax without a byte for so long it is dead
     */
    PulledBody(String what, Duration silenceMax) {
        this.what = what;
        this.silenceMax = silenceMax;
    }

    /** Waits for bytes; null when the body ended or was closed. Fails with {@link HubUnreachable}. */
    @Nullable
    List<ByteBuffer> next() throws InterruptedException {
        if (closed) return null;
        Part part = parts.poll(silenceMax.toMillis(), TimeUnit.MILLISECONDS);
        if (part == null) {
            close();
            throw new HubUnreachable(what + " was silent for " + silenceMax.toSeconds() + " s", null);
        }
        if (part.failure != null) {
            throw new HubUnreachable(what + " broke: " + part.failure.getMessage(), part.failure);
        }
        if (part.end) {
            parts.add(part);
            return null;
        }
        demand();
        return part.buffers;
    }

    /** Bytes that came already; null otherwise. */
    @Nullable
    List<ByteBuffer> poll() {
        Part part = parts.peek();
        if (part == null || part.end) return null;
        parts.remove();
        demand();
        return part.buffers;
    }

    @Override
    public void close() {
        closed = true;
        Subscription running = subscription;
        if (running != null) running.cancel();
        parts.add(Part.END);
    }

    @Override
    public CompletionStage<PulledBody> getBody() {
        return CompletableFuture.completedStage(this);
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

    private void demand() {
        Subscription running = subscription;
        if (running != null) running.request(1);
    }

    private record Part(List<ByteBuffer> buffers, @Nullable Throwable failure, boolean end) {
        static final Part END = new Part(List.of(), null, true);
    }
}
