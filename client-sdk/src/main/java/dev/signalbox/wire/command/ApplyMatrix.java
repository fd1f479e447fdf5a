package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;

/**
 * {@code matrix.apply}: put a {@code signalbox.yaml} in force.
 *
 * @param file its whole text
 */
public record ApplyMatrix(String file) {
    /** Characters of the file; its limit in bytes is the hub's own, and lower. */
    private static final int CHARS_MAX = Limits.EVENT_DATA_BYTES_MAX;

    public ApplyMatrix {
        if (file == null) throw new InvalidInput("/file", "file is missing: send the text of signalbox.yaml");
        if (Check.chars(file) > CHARS_MAX) {
            throw new InvalidInput("/file", "file has more than " + CHARS_MAX + " characters");
        }
    }
}
