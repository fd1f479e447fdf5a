package dev.signalbox.hub.search;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The form of what says in which texts of a stretch of the log a word is: the distances from its beginning, two bytes
 * each, as long as they are few; else a bit for each position. Pure.
 */
final class Places {
    /** Positions of a stretch, as a power of two. */
    private static final int STRETCH_BITS = 12;

    private static final int MAP_BYTES = (1 << STRETCH_BITS) / 8;

    private Places() {}

    /** The stretch of the log in which a position lies: 0, 1, 2 … */
    static long stretchOf(long position) {
        return position >> STRETCH_BITS;
    }

    /** The first position of a stretch. */
    static long begin(long stretch) {
        return stretch << STRETCH_BITS;
    }

    static int within(long position) {
        return (int) (position - begin(stretchOf(position)));
    }

    static byte[] write(BitSet places) {
        int count = places.cardinality();
        if (count * 2 >= MAP_BYTES) return Arrays.copyOf(places.toByteArray(), MAP_BYTES);
        ByteBuffer list = ByteBuffer.allocate(count * 2);
        places.stream().forEach(place -> list.putShort((short) place));
        return list.array();
    }

    static BitSet read(byte[] written) {
        if (written.length == MAP_BYTES) return BitSet.valueOf(written);
        BitSet places = new BitSet();
        ByteBuffer list = ByteBuffer.wrap(written);
        while (list.hasRemaining()) places.set(list.getShort());
        return places;
    }
}
