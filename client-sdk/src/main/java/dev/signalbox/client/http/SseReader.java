package dev.signalbox.client.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a server-sent event stream (WHATWG HTML, 9.2) into frames, however the network sliced them. Differs
 * from a browser on purpose: comments are kept, an id does not outlive its frame, and a frame without data is
 * delivered. A frame that its empty line has not closed is never delivered, so a cut stream never yields half an event.
 * One thread at a time.
 */
public final class SseReader {
    /** Bytes of one line, without its end. An event of the traces log fits. */
    public static final int LINE_BYTES_MAX = 4 * 1024 * 1024;
    /** Bytes of all lines of one frame. */
    public static final int FRAME_BYTES_MAX = 8 * 1024 * 1024;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Consumer<SseFrame> frames;
    private final int lineBytesMax;
    private final int frameBytesMax;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);

    private boolean firstLine = true;
    private boolean afterCarriageReturn;
    private int frameBytes;
    private boolean frameStarted;
    private List<String> comments = new ArrayList<>();
    private @Nullable String id;
    private @Nullable String event;
    private @Nullable StringBuilder data;
    private @Nullable Long retryMillis;

    /** Hands every frame to {@code frames}, within {@link #feed}. */
    public SseReader(Consumer<SseFrame> frames) {
        this(frames, LINE_BYTES_MAX, FRAME_BYTES_MAX);
    }

    SseReader(Consumer<SseFrame> frames, int lineBytesMax, int frameBytesMax) {
        this.frames = frames;
        this.lineBytesMax = lineBytesMax;
        this.frameBytesMax = frameBytesMax;
    }

    /**
     * Reads on. Fails with {@link SseLimitExceeded} at a line or frame over its limit; the stream is of no more use
     * then.
     */
    public void feed(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            boolean lineFeedOfPair = b == '\n' && afterCarriageReturn;
            afterCarriageReturn = b == '\r';
            if (lineFeedOfPair) continue;
            if (b == '\n' || b == '\r') endLine();
            else append(b);
        }
    }

    private void append(byte b) {
        if (line.size() >= lineBytesMax) throw new SseLimitExceeded("a line", lineBytesMax);
        if (frameBytes >= frameBytesMax) throw new SseLimitExceeded("a frame", frameBytesMax);
        line.write(b);
        frameBytes++;
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (firstLine && text.startsWith(BYTE_ORDER_MARK)) text = text.substring(1);
        firstLine = false;
        if (text.isEmpty()) endFrame();
        else take(text);
    }

    private void take(String text) {
        frameStarted = true;
        int colon = text.indexOf(':');
        if (colon == 0) {
            comments.add(withoutLeadingSpace(text.substring(1)));
            return;
        }
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : withoutLeadingSpace(text.substring(colon + 1));
        switch (field) {
            case "id" -> id = value.indexOf('\0') >= 0 ? id : value;
            case "event" -> event = value;
            case "data" ->
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
            case "retry" -> retryMillis = value.matches("\\d{1,9}") ? Long.valueOf(value) : retryMillis;
            default -> {
                // Unknown fields are to be ignored: a later hub may add some.
            }
        }
    }

    private void endFrame() {
        if (!frameStarted) return;
        SseFrame frame = new SseFrame(comments, id, event, data == null ? null : data.toString(), retryMillis);
        frameStarted = false;
        frameBytes = 0;
        comments = new ArrayList<>();
        id = null;
        event = null;
        data = null;
        retryMillis = null;
        frames.accept(frame);
    }

    private static String withoutLeadingSpace(String value) {
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    /** The stream sent more than a client is willing to hold. */
    public static final class SseLimitExceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SseLimitExceeded(String what, int bytesMax) {
            super(what + " of the event stream has more than " + bytesMax + " bytes");
        }
    }
}
