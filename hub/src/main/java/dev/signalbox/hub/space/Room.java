package dev.signalbox.hub.space;

/**
 * The room that something takes that is about to be written, beside what is left.
 *
 * @param needed in bytes, about
 * @param left in bytes
 */
public record Room(long needed, long left) {
    private static final long MEBIBYTE = 1024 * 1024;
    /** What an empty store takes, and the WAL of what is copied at once. */
    private static final long LEAST_OF_STORE = 8 * MEBIBYTE;
    /** Segments take a fifteenth of a store, and less of texts that say the same again and again. */
    private static final int SEGMENTS_PART = 15;

    /**
     * For a copy of a store: what that takes with its tables, and a tenth, less what an earlier try has brought.
     *
     * @param here bytes of the store that is copied
     * @param there bytes that are at the new place already
     */
    public static Room ofStore(long here, long there, long left) {
        return new Room(LEAST_OF_STORE + Math.max(0, here + here / 10 - there), left);
    }

    /**
     * For segments of events: what they take at least.
     *
     * @param bytes of the events before compression
     */
    public static Room ofSegments(long bytes, long left) {
        return new Room(bytes / SEGMENTS_PART, left);
    }

    public boolean isEnough() {
        return left >= needed;
    }

    /** For people. */
    public String words(String where) {
        return "about " + megabytes(needed) + " MB are needed at " + where + ", and " + megabytes(left)
                + " MB are left";
    }

    /** For people, rounded up. */
    public static long megabytes(long bytes) {
        return (bytes + MEBIBYTE - 1) / MEBIBYTE;
    }
}
