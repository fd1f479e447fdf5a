package dev.signalbox.bench.load;

import java.util.SplittableRandom;

/** UUIDs of version 7 from a seed and the time of the start: fresh in every run, and cheap. One thread. */
public final class FreshIds {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final SplittableRandom random;
    private long tick;

    public FreshIds(long seed) {
        this.random = new SplittableRandom(seed);
        this.tick = System.currentTimeMillis() << 12;
    }

    /** A fresh id as text. */
    public String next() {
        byte[] text = new byte[36];
        write(text, 0);
        return new String(text, java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** Writes the 36 characters of a fresh id. */
    void write(byte[] to, int at) {
        tick = Math.max(tick + 1, System.currentTimeMillis() << 12);
        long high = ((tick >>> 12) << 16) | 0x7000L | (tick & 0xFFF);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        int index = hex(to, at, high, 60, 8);
        to[index++] = '-';
        index = hex(to, index, high, 28, 4);
        to[index++] = '-';
        index = hex(to, index, high, 12, 4);
        to[index++] = '-';
        index = hex(to, index, low, 60, 4);
        to[index++] = '-';
        hex(to, index, low, 44, 12);
    }

    private static int hex(byte[] to, int at, long bits, int shift, int count) {
        for (int i = 0; i < count; i++) to[at + i] = HEX[(int) (bits >>> (shift - 4 * i)) & 0xF];
        return at + count;
    }
}
