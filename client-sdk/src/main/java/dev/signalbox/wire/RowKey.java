package dev.signalbox.wire;

/** The key of a row: a text that stands in a stream's name and, percent-encoded, as one part of a URL's path. */
public final class RowKey {
    private RowKey() {}

    /**
     * Whether the text may be the key of a row: 1 to {@link Limits#ROW_KEY_CHARS_MAX} printable characters, spaces,
     * slashes and letters of every script among them, but not only spaces. Not {@code .} and {@code ..}, which URLs
     * take for folders.
     */
    public static boolean isRowKey(String text) {
        return !text.isBlank()
                && Check.chars(text) <= Limits.ROW_KEY_CHARS_MAX
                && !text.equals(".")
                && !text.equals("..")
                && text.codePoints().allMatch(RowKey::isPrintable);
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
