package dev.signalbox.client.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * An open answer of lines, read as they come and never held whole. {@link #next} belongs to one thread; {@link #close}
 * may come from any.
 */
public final class LineStream implements AutoCloseable {
    /** Bytes of one line at most: the largest row fits many times. */
    static final int LINE_BYTES_MAX = 4 * 1024 * 1024;

    private final PulledBody body;
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    LineStream(Duration silenceMax) {
        this.body = new PulledBody("the answer", silenceMax);
    }

    /**
     * Waits for the next line, without its line feed; empty when the answer ended or {@link #close} was called. Fails
     * with {@link HubUnreachable} when the connection broke or was silent, or a line is too long.
     */
    public Optional<byte[]> next() throws InterruptedException {
        while (lines.isEmpty()) {
            List<ByteBuffer> buffers = body.next();
            if (buffers == null) return rest();
            buffers.forEach(this::split);
        }
        return Optional.of(lines.remove());
    }

    @Override
    public void close() {
        body.close();
    }

    @Override
    public String toString() {
        return "lines of JSON";
    }

    PulledBody body() {
        return body;
    }

    private Optional<byte[]> rest() {
        if (begun.size() == 0) return Optional.empty();
        byte[] line = begun.toByteArray();
        begun.reset();
        return Optional.of(line);
    }

    private void split(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] != '\n') continue;
            begun.write(bytes, from, at - from);
            lines.add(begun.toByteArray());
            begun.reset();
            from = at + 1;
        }
        begun.write(bytes, from, bytes.length - from);
        if (begun.size() > LINE_BYTES_MAX) {
            close();
            throw new HubUnreachable("a line of the answer has more than " + LINE_BYTES_MAX + " bytes", null);
        }
    }
}
