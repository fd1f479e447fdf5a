package dev.signalbox.cli.roadmap.file;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Knows, line by line, what is in a fenced code block (CommonMark 4.5): headings and fields in there are none. */
final class Fences {
    static final Pattern OPENING = Pattern.compile("(?s) {0,3}(`{3,}(?=[^`]*\\z)|~{3,}).*");
    private static final Pattern CLOSING = Pattern.compile(" {0,3}(`{3,}|~{3,})[ \\t]*");

    private @Nullable String open;

    /** Takes the next line; whether it belongs to a block, its fences included. */
    boolean takes(String line) {
        if (open == null) {
            Matcher opening = OPENING.matcher(line);
            if (!opening.matches()) return false;
            open = opening.group(1);
            return true;
        }
        if (closes(open, line)) open = null;
        return true;
    }

    boolean inside() {
        return open != null;
    }

    /** Whether the block that the line opens ends in the lines behind it. */
    static boolean isClosed(String opening, List<String> behind) {
        Matcher fence = OPENING.matcher(opening);
        return fence.matches() && behind.stream().anyMatch(line -> closes(fence.group(1), line));
    }

    private static boolean closes(String fence, String line) {
        Matcher closing = CLOSING.matcher(line);
        return closing.matches()
                && closing.group(1).charAt(0) == fence.charAt(0)
                && closing.group(1).length() >= fence.length();
    }
}
