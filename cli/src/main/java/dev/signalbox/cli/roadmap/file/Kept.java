package dev.signalbox.cli.roadmap.file;

import org.jspecify.annotations.Nullable;

/**
 * An item that is none in the file, and is not removed all the same.
 *
 * @param line where its key or its title stands, from 1; 0 when they stand nowhere, and other parts of the file were
 *     not understood
 * @param other the key of another item that was read in that line; null when none was
 */
public record Kept(String key, int line, @Nullable String other) {
    /** Why, for people. */
    public String reason() {
        if (line == 0) return "the file was not understood whole";
        return "it stands in line " + line
                + (other == null ? ", in a form that was not read" : ", where " + other + " was read");
    }
}
