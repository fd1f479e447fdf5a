package dev.signalbox.hub.http;

/**
 * The memory that the body of one request takes: its bytes where a door counts them, and the tree that is read of it,
 * which lives until the request is answered. A tree of many small values is thirty times as large as its text. Belongs
 * to one request.
 */
final class BodyMemory {
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
     * Takes what the tree of a body needs, before it is read. Small ones count, too: there may be thousands. Fails with
     * {@link dev.signalbox.hub.command.Refused}: {@code overloaded} when the trees of others leave no room,
     * {@code too_large} when there is not that much memory.
     */
    void grow(long treeBytes) {
        tree.take(treeBytes);
    }

    /** Gives all of it back; again and again does no harm. */
    void release() {
        bytes.release();
        tree.release();
    }
}
