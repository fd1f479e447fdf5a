package dev.signalbox.cli.text;

import org.jspecify.annotations.Nullable;

/** What people are told of a thing of which the hub could not fold an event. */
public final class Incomplete {
    private static final String WORD = "incomplete";

    private Incomplete() {}

    /** A word behind a line; nothing for what is whole. */
    public static String mark(@Nullable Boolean incomplete, Ink ink) {
        return isSo(incomplete) ? "  " + ink.yellow(WORD) : "";
    }

    /** A cell of a table; null for what is whole. */
    public static @Nullable String cell(@Nullable Boolean incomplete) {
        return isSo(incomplete) ? WORD : null;
    }

    /** A sentence with the next step; null for what is whole. */
    public static @Nullable String sentence(@Nullable Boolean incomplete) {
        return isSo(incomplete)
                ? "lacks an event that the hub could not read; see: signalbox projections problems"
                : null;
    }

    private static boolean isSo(@Nullable Boolean incomplete) {
        return Boolean.TRUE.equals(incomplete);
    }
}
