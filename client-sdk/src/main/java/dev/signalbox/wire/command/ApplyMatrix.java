package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code matrix.apply}: put a {@code signalbox.yaml} in force.
 *
 * @param file its whole text
 * @param expect the hash of the plan that was looked at: refused with {@code version_conflict} when the plan would be
 *     another; null for whatever it is
 */
public record ApplyMatrix(String file, @Nullable String expect) {
    /** Characters of the file; its limit in bytes is the hub's own, and lower. */
    private static final int CHARS_MAX = Limits.EVENT_DATA_BYTES_MAX;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");

    public ApplyMatrix {
        if (file == null) throw new InvalidInput("/file", "file is missing: send the text of signalbox.yaml");
        if (Check.chars(file) > CHARS_MAX) {
            throw new InvalidInput("/file", "file has more than " + CHARS_MAX + " characters");
        }
        if (expect != null && !HASH.matcher(expect).matches()) {
            throw new InvalidInput("/expect", "expect must be the hash of a plan: 16 hex digits");
        }
    }

    /** Whatever the plan is. */
    public ApplyMatrix(String file) {
        this(file, null);
    }
}
