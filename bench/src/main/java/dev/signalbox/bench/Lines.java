package dev.signalbox.bench;

import dev.signalbox.bench.load.Reactor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts what a connection receives into lines. */
final class Lines implements Reactor.Receiver {
    private final Consumer<String> onLine;
    private byte[] begun = {};

    Lines(Consumer<String> onLine) {
        this.onLine = onLine;
    }

    @Override
    public void received(byte[] bytes, int from, int to) {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] != '\n') continue;
            String line = text(begun, 0, begun.length) + text(bytes, start, i);
            begun = new byte[0];
            start = i + 1;
            onLine.accept(line.stripTrailing());
        }
        if (start == to) return;
        int known = begun.length;
        begun = Arrays.copyOf(begun, known + to - start);
        System.arraycopy(bytes, start, begun, known, to - start);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
}
