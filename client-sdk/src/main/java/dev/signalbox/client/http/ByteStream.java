package dev.signalbox.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An open answer of bytes, read as they come and never held whole. Reading fails with {@link HubUnreachable} when the
 * connection broke or was silent. Reading belongs to one thread; {@link #close} may come from any.
 */
public final class ByteStream extends InputStream {
    private final PulledBody body;
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private volatile HttpHeaders headers = HttpHeaders.of(Map.of(), (name, value) -> true);

    ByteStream(Duration silenceMax) {
        this.body = new PulledBody("the answer", silenceMax);
    }

    /** A whole number that the hub said in a header; empty when it said none. */
    public OptionalLong number(String header) {
        Optional<String> text = headers.firstValue(header).filter(value -> value.matches("\\d{1,18}"));
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
    }

    @Override
    public int read() throws IOException {
        return next() ? buffers.element().get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) return 0;
        if (!next()) return -1;
        ByteBuffer buffer = buffers.element();
        int count = Math.min(length, buffer.remaining());
        buffer.get(into, from, count);
        return count;
    }

    private boolean next() throws IOException {
        while (true) {
            while (!buffers.isEmpty() && !buffers.element().hasRemaining()) buffers.remove();
            if (!buffers.isEmpty()) return true;
            List<ByteBuffer> more = pulled();
            if (more == null) return false;
            buffers.addAll(more);
        }
    }

    private @Nullable List<ByteBuffer> pulled() throws IOException {
        try {
            return body.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the hub's answer was read");
        }
    }

    @Override
    public void close() {
        body.close();
    }

    @Override
    public String toString() {
        return "bytes";
    }

    PulledBody body() {
        return body;
    }

    void headers(HttpHeaders said) {
        headers = said;
    }
}
