package dev.signalbox.hub.matrix;

import java.util.Locale;
import java.util.Set;

/** How the rows of a table change; {@code change:} in {@code signalbox.yaml}. */
public enum Change {
    /** By commands of its own, each with its own writers. Built-in tables only. */
    COMMANDS,
    /** Rows are added and never change. */
    APPEND,
    /** A write replaces the whole row. */
    REPLACE,
    /** A write names fields; each field remembers who set it and when. */
    MERGE,
    /** Not at all through the hub: the rows stay in the store of one role. */
    ISOLATED;

    /** Those of {@code table.put}, {@code patch}, {@code delete} and {@code append} that such a table takes. */
    public Set<String> commands() {
        return switch (this) {
            case COMMANDS, ISOLATED -> Set.of();
            case APPEND -> Set.of("table.append");
            case REPLACE -> Set.of("table.put", "table.delete");
            case MERGE -> Set.of("table.put", "table.patch", "table.delete");
        };
    }

    /** The word in the file and in answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
