package dev.signalbox.hub.http.route;

/** The memory that a text takes as a tree, told from above by its bytes alone. */
public final class TreeBytes {
    /** About what a name or a value takes beside its text. */
    private static final int VALUE_BYTES = 80;

    private TreeBytes() {}

    /** Of a text with so many names and values. */
    public static long of(int textBytes, long values) {
        return 2L * textBytes + values * VALUE_BYTES;
    }

    /** What looks like a separator within a text of it counts, too. */
    static long ofJson(byte[] json) {
        long values = 0;
        for (byte each : json) if (each == ',' || each == ':' || each == '[' || each == '{') values++;
        return of(json.length, values);
    }
}
