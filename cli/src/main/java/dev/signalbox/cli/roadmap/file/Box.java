package dev.signalbox.cli.roadmap.file;

import dev.signalbox.cli.roadmap.file.Outline.ListEntry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The box, or the sign of a status, with which an entry of a list begins: {@code - [x] Title}, {@code - 🚧 Title}.
 *
 * @param mark what stands in the box; a blank for an open one, 0 for none
 */
record Box(char mark, String text) {
    private static final Pattern BOXED = Pattern.compile("(?s)\\[(.)]\\s+(\\S.*)");

    static Box of(ListEntry entry) {
        Matcher boxed = BOXED.matcher(entry.text());
        return boxed.matches() ? new Box(boxed.group(1).charAt(0), boxed.group(2)) : new Box('\0', entry.text());
    }

    static boolean isTask(ListEntry entry) {
        return BOXED.matcher(entry.text()).matches()
                || !StatusWords.leadingSign(entry.text()).isEmpty();
    }

    static boolean isOpen(ListEntry entry) {
        return of(entry).mark() == ' ';
    }
}
