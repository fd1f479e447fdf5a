package dev.signalbox.hub.http;

/**
 * The memory that the body of one request takes: its bytes where a door counts them, and the tree that is read of it,
 * which lives until the request is answered. A tree of many small values is thirty times as large as its text. Belongs
 * to one request.
 */
final class BodyMemory {
    /** Bodies below this are not looked at: so many of them as there are connections take little. */
    private static final int SMALL_BYTES = 4 * 1024;
    /** About what a name or a value takes beside its text. */
    private static final int VALUE_BYTES = 80;

    private final ByteBudget.Share bytes;
    private final ByteBudget.Share tree;

    BodyMemory(ByteBudget.Share bytes, ByteBudget.Share tree) {
        this.bytes = bytes;
        this.tree = tree;
    }

    /** For the bytes as they come. */
    ByteBudget.Share bytes() {
        return bytes;
    }

    /**
     * Takes what the tree of a body of JSON needs, before it is read. Fails with
     * {@link dev.signalbox.hub.command.Refused}, {@code overloaded}, when the trees of others leave no room.
     */
    byte[] grown(byte[] json) {
        if (json.length >= SMALL_BYTES) tree.take(costOf(json));
        return json;
    }

    /** From above: what looks like a separator within a text counts, too. */
    static long costOf(byte[] json) {
        long values = 0;
        for (byte each : json) if (each == ',' || each == ':' || each == '[' || each == '{') values++;
        return 2L * json.length + values * VALUE_BYTES;
    }

    /** Gives all of it back; again and again does no harm. */
    void release() {
        bytes.release();
        tree.release();
    }
}
