package dev.signalbox.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Calls of gRPC, one at a time on each of some connections: the frames of HTTP/2 around messages that are made
 * elsewhere. It heeds no window: a server whose windows are smaller than a message ends the connection. One thread.
 */
public final class GrpcCalls {
    private static final int HEAD_BYTES = 9;
    private static final int FRAME_BYTES_MAX = 16 * 1024;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final Supplier<byte[]> messages;
    private final byte[] head;
    private final MeasuredTime time;
    private int busy;

    private GrpcCalls(Subject subject, String path, Supplier<byte[]> messages, Duration warmUp, Duration measured) {
        this.messages = messages;
        this.head = head(subject, path);
        this.time = new MeasuredTime(warmUp, measured);
    }

    /** Loads one server for a time. Fails with {@link BenchFailure} when a call is refused, or never answered. */
    public static Load run(
            Subject subject,
            String path,
            int connections,
            Supplier<byte[]> messages,
            Duration warmUp,
            Duration measured) {
        GrpcCalls calls = new GrpcCalls(subject, path, messages, warmUp, measured);
        try (Reactor reactor = new Reactor()) {
            for (int i = 0; i < connections; i++) calls.new Client(reactor, subject).begin();
            while (calls.busy > 0) {
                reactor.poll(100_000_000);
                calls.time.checkPatience(calls.busy);
            }
        }
        return calls.time.load();
    }

    /** In HPACK, without a table: names of the static one, values as they are. */
    private static byte[] head(Subject subject, String path) {
        ByteBuffer head = ByteBuffer.allocate(1024).put((byte) 0x83).put((byte) 0x86);
        literal(head, 4, path);
        literal(head, 1, "localhost");
        literal(head, 31, "application/grpc");
        if (subject.key() != null) literal(head, 23, "Bearer " + subject.key());
        return Arrays.copyOf(head.array(), head.position());
    }

    /** @param name its index in the static table of HPACK */
    private static void literal(ByteBuffer head, int name, String value) {
        if (name < 15) head.put((byte) name);
        else head.put((byte) 15).put((byte) (name - 15));
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > 126) throw new IllegalArgumentException("too long for one byte of length: " + value);
        head.put((byte) bytes.length).put(bytes);
    }

    private static void frame(ByteBuffer out, int type, int flags, int stream, byte[] payload, int from, int length) {
        out.put((byte) (length >> 16)).put((byte) (length >> 8)).put((byte) length);
        out.put((byte) type).put((byte) flags).putInt(stream).put(payload, from, length);
    }

    private byte[] call(byte[] message, int stream) {
        byte[] body = ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        int frames = 1 + (body.length + FRAME_BYTES_MAX - 1) / FRAME_BYTES_MAX;
        ByteBuffer out = ByteBuffer.allocate(head.length + body.length + frames * HEAD_BYTES);
        frame(out, HEADERS, END_HEADERS, stream, head, 0, head.length);
        for (int at = 0; at < body.length; at += FRAME_BYTES_MAX) {
            int length = Math.min(FRAME_BYTES_MAX, body.length - at);
            frame(out, DATA, at + length == body.length ? END_STREAM : 0, stream, body, at, length);
        }
        return out.array();
    }

    private final class Client implements Reactor.Receiver {
        private final Connection connection;
        private byte[] buffer = new byte[4096];
        private int length;
        private int stream = -1;
        private boolean hasMessage;
        private long sentAt;

        Client(Reactor reactor, Subject subject) {
            connection = reactor.connect(subject.address(), this);
        }

        /** The preface, settings, none of which differs from what is usual, and the first call. */
        void begin() {
            byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            byte[] first = next();
            ByteBuffer out = ByteBuffer.allocate(preface.length + HEAD_BYTES + first.length)
                    .put(preface);
            frame(out, SETTINGS, 0, 0, preface, 0, 0);
            connection.send(out.put(first).array());
        }

        private byte[] next() {
            busy++;
            stream += 2;
            hasMessage = false;
            sentAt = System.nanoTime();
            return call(messages.get(), stream);
        }

        @Override
        public void received(byte[] bytes, int from, int to) {
            int count = to - from;
            if (length + count > buffer.length) buffer = Arrays.copyOf(buffer, 2 * (length + count));
            System.arraycopy(bytes, from, buffer, length, count);
            length += count;
            int at = 0;
            while (length - at >= HEAD_BYTES) {
                int payload = ((buffer[at] & 0xFF) << 16) | ((buffer[at + 1] & 0xFF) << 8) | (buffer[at + 2] & 0xFF);
                if (length - at < HEAD_BYTES + payload) break;
                take(buffer[at + 3], buffer[at + 4], payload);
                at += HEAD_BYTES + payload;
            }
            System.arraycopy(buffer, at, buffer, 0, length - at);
            length -= at;
        }

        /** A refusal is a head without a message. */
        private void take(int type, int flags, int payload) {
            if (type == GOAWAY || type == RST_STREAM) throw new BenchFailure("the server broke a call off");
            if (type == DATA && payload > 0) hasMessage = true;
            if ((type != DATA && type != HEADERS) || (flags & END_STREAM) == 0) return;
            if (!hasMessage) throw new BenchFailure("a call was refused");
            answered();
        }

        private void answered() {
            busy--;
            if (time.answered(sentAt)) connection.send(next());
        }
    }
}
