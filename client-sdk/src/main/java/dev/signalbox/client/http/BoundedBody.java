package dev.signalbox.client.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Collects an answer's body, and gives up when it grows past a limit: a client must not die of what something else
 * sends.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
    /** Bytes of a refusal at most; it shows one thing of the hub's, which has no more than 64 KiB. */
    static final int REFUSAL_BYTES_MAX = 1024 * 1024;

    private final int bytesMax;
    private final long announced;
    private final List<byte[]> parts = new ArrayList<>();
    private int size;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private @Nullable Subscription subscription;

    private BoundedBody(int bytesMax, long announced) {
        this.bytesMax = bytesMax;
        this.announced = announced;
    }

    /** @param bytesMax of an answer that is no refusal */
    static BoundedBody of(ResponseInfo answer, int bytesMax) {
        boolean good = answer.statusCode() / 100 == 2;
        return new BoundedBody(
                good ? bytesMax : Math.min(bytesMax, REFUSAL_BYTES_MAX),
                answer.headers().firstValueAsLong("Content-Length").orElse(0));
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        if (announced > bytesMax) giveUp();
        else subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (body.isDone()) return;
            if (size + buffer.remaining() > bytesMax) {
                giveUp();
                return;
            }
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            parts.add(part);
            size += part.length;
        }
    }

    private void giveUp() {
        parts.clear();
        if (subscription != null) subscription.cancel();
        body.completeExceptionally(new IOException("the answer has more than " + bytesMax + " bytes"));
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        ByteBuffer all = ByteBuffer.allocate(size);
        parts.forEach(all::put);
        parts.clear();
        body.complete(all.array());
    }
}
