package dev.signalbox.hub.move;

/**
 * The room that a move takes at the new place: what the old store takes with its tables, and a tenth, less what an
 * earlier try has brought there.
 *
 * @param needed in bytes
 * @param left in bytes
 */
record Room(long needed, long left) {
    private static final long MEBIBYTE = 1024 * 1024;
    /** What an empty store takes, and the WAL of what is copied at once. */
    private static final long LEAST = 8 * MEBIBYTE;

    /**
     * @param here bytes of the store that is copied
     * @param there bytes that are at the new place already
     */
    static Room of(long here, long there, long left) {
        return new Room(LEAST + Math.max(0, here + here / 10 - there), left);
    }

    boolean isEnough() {
        return left >= needed;
    }

    /** For people. */
    String words(String where) {
        return "about " + megabytes(needed) + " MB are needed at " + where + ", and " + megabytes(left)
                + " MB are left";
    }

    private static long megabytes(long bytes) {
        return (bytes + MEBIBYTE - 1) / MEBIBYTE;
    }
}
