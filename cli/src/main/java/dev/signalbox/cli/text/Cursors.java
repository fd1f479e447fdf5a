package dev.signalbox.cli.text;

import dev.signalbox.wire.Cursor;

/** What a person may know of a cursor. */
public final class Cursors {
    private Cursors() {}

    /** The position it stands at; 0 when a newer hub writes cursors in another form. */
    public static long position(String cursor) {
        try {
            return Cursor.parse(cursor).position();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
