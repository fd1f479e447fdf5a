package dev.signalbox.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts the bytes of one HTTP/1.1 connection into answers. Understands answers that say their {@code Content-Length}.
 */
final class HttpAnswers implements Reactor.Receiver {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);
    /** Where the three digits of the status stand in {@code HTTP/1.1 201 Created}. */
    private static final int STATUS_AT = 9;

    private final Listener listener;
    private byte[] buffer = new byte[4096];
    private int length;
    private int scanned;
    private int answerEnd = -1;
    private int bodyFrom;

    /** Hears of each whole answer. */
    @FunctionalInterface
    interface Listener {
        /**
         * Takes one answer.
         *
         * @param body a view that is good only during the call
         */
        void answered(int status, Body body);
    }

    /** Body of an answer, read only when it is wanted. */
    record Body(byte[] bytes, int from, int to) {
        String text() {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }

    HttpAnswers(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void received(byte[] bytes, int from, int to) {
        int count = to - from;
        if (length + count > buffer.length) buffer = Arrays.copyOf(buffer, Math.max(length + count, buffer.length * 2));
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
        while (isWhole()) {
            int end = answerEnd;
            int status = Integer.parseInt(new String(buffer, STATUS_AT, 3, StandardCharsets.US_ASCII));
            listener.answered(status, new Body(buffer, bodyFrom, end));
            System.arraycopy(buffer, end, buffer, 0, length - end);
            length -= end;
            answerEnd = -1;
            scanned = 0;
        }
    }

    private boolean isWhole() {
        if (answerEnd < 0) {
            int head = indexOf(HEAD_END, Math.max(0, scanned - HEAD_END.length), length);
            scanned = length;
            if (head < 0) return false;
            bodyFrom = head + HEAD_END.length;
            answerEnd = bodyFrom + contentLength(head);
        }
        return length >= answerEnd;
    }

    private int contentLength(int headEnd) {
        int at = indexOf(LENGTH, 0, headEnd);
        if (at < 0) {
            throw new BenchFailure("an answer without Content-Length: "
                    + new String(buffer, 0, headEnd, StandardCharsets.US_ASCII)
                            .lines()
                            .findFirst()
                            .orElse(""));
        }
        int value = 0;
        for (int i = at + LENGTH.length; i < headEnd && buffer[i] != '\r'; i++) {
            if (buffer[i] >= '0' && buffer[i] <= '9') value = value * 10 + buffer[i] - '0';
        }
        return value;
    }

    private int indexOf(byte[] lowerCase, int from, int to) {
        for (int i = from; i <= to - lowerCase.length; i++) {
            int matched = 0;
            while (matched < lowerCase.length && lower(buffer[i + matched]) == lowerCase[matched]) matched++;
            if (matched == lowerCase.length) return i;
        }
        return -1;
    }

    private static int lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
    }
}
