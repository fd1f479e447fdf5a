package dev.signalbox.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one chunked event stream and counts the events in it; heartbeats, comments and control frames are none. */
final class SseFrames implements Reactor.Receiver {
    /** How the data line of an event begins, and that of a control frame does not. */
    private static final byte[] EVENT = "data: {\"specversion\"".getBytes(StandardCharsets.US_ASCII);

    private static final int DATA_AT = "data: ".length();
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = 9;

    private final Tally tally;
    private final @Nullable Consumer<String> onEvent;
    private Part part = Part.HEAD;
    private int headAt;
    private int headEndMatched;
    private int status;
    private int chunkLeft;
    private int lineAt;
    private boolean eventLine;
    private byte[] line = {};

    private enum Part {
        HEAD,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END
    }

    /** What all streams of one measurement received. */
    static final class Tally {
        long open;
        long events;
    }

    /** @param onEvent the CloudEvent of each frame; null when counting is enough, which is cheaper */
    SseFrames(Tally tally, @Nullable Consumer<String> onEvent) {
        this.tally = tally;
        this.onEvent = onEvent;
    }

    @Override
    public void received(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            switch (part) {
                case HEAD -> head(bytes[at++]);
                case CHUNK_SIZE -> chunkSize(bytes[at++]);
                case CHUNK -> {
                    int end = Math.min(to, at + chunkLeft);
                    content(bytes, at, end);
                    chunkLeft -= end - at;
                    at = end;
                    if (chunkLeft == 0) part = Part.CHUNK_END;
                }
                case CHUNK_END -> {
                    if (bytes[at++] == '\n') part = Part.CHUNK_SIZE;
                }
            }
        }
    }

    private void head(byte letter) {
        if (headAt >= STATUS_AT && headAt < STATUS_AT + 3) status = status * 10 + letter - '0';
        headAt++;
        headEndMatched = letter == HEAD_END[headEndMatched] ? headEndMatched + 1 : letter == '\r' ? 1 : 0;
        if (headEndMatched < HEAD_END.length) return;
        if (status != 200) throw new BenchFailure("the event stream was refused with status " + status);
        tally.open++;
        part = Part.CHUNK_SIZE;
    }

    private void chunkSize(byte letter) {
        if (letter == '\n') {
            if (chunkLeft == 0) throw new BenchFailure("the server ended an event stream");
            part = Part.CHUNK;
        } else if (letter != '\r') {
            chunkLeft = chunkLeft * 16 + Character.digit(letter, 16);
        }
    }

    private void content(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (lineAt == 0) eventLine = true;
            int start = at;
            while (at < to && bytes[at] != '\n') {
                if (lineAt < EVENT.length && bytes[at] != EVENT[lineAt]) eventLine = false;
                lineAt++;
                at++;
            }
            if (onEvent != null && eventLine) keep(bytes, start, at);
            if (at < to) {
                at++;
                endLine();
            }
        }
    }

    private void keep(byte[] bytes, int from, int to) {
        if (line.length < lineAt) line = Arrays.copyOf(line, Math.max(lineAt, 1024));
        System.arraycopy(bytes, from, line, lineAt - (to - from), to - from);
    }

    private void endLine() {
        if (eventLine && lineAt >= EVENT.length) {
            tally.events++;
            if (onEvent != null) {
                onEvent.accept(new String(line, DATA_AT, lineAt - DATA_AT, StandardCharsets.UTF_8));
            }
        }
        lineAt = 0;
    }
}
