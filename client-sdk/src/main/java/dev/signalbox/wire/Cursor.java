package dev.signalbox.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The resume point of a follower: everything up to and including {@code position} was seen, in the history named
 * {@code epoch}. Opaque to clients; its text reads {@code <epoch>.<position>.<hash prefix>}. The piece of the event's
 * hash lets the hub tell a cursor of a restored or replaced log from one of its own.
 *
 * @param epoch eight hex digits, the identity of one history of a log
 * @param position the last position seen; 0 before the first event
 * @param hashPrefix the first eight hex digits of that event's hash; {@code 00000000} at position 0
 */
public record Cursor(String epoch, long position, String hashPrefix) {
    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{8})\\.(\\d{1,18})\\.([0-9a-f]{8})");
    private static final String NO_HASH = "00000000";

    /** The cursor before the first event of a history. */
    public static Cursor start(String epoch) {
        return new Cursor(epoch, 0, NO_HASH);
    }

    /** Reads a cursor. Fails with {@link IllegalArgumentException}. */
    public static Cursor parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a cursor; use one that the hub gave, a position, start or end");
        }
        return new Cursor(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
    }

    @Override
    public String toString() {
        return epoch + "." + position + "." + hashPrefix;
    }
}
