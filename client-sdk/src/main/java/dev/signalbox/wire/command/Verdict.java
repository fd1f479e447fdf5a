package dev.signalbox.wire.command;

import dev.signalbox.wire.Word;

/** What the hub said to one command of a batch. */
public enum Verdict implements Word {
    /** Done now, and on disk. */
    ACCEPTED,
    /** Done before under the same id; the position is the first one. */
    DUPLICATE,
    /**
     * Refused because the thing changed: the expected version is stale, or it is resolved already. Read again, then
     * decide.
     */
    CONFLICT,
    /** Refused for good: the same command will be refused again. */
    REJECTED,
    /** Not judged, because an earlier command for the same target in this batch was refused. */
    BLOCKED;

    /** Whether the command's effect is in the log. */
    public boolean isDone() {
        return this == ACCEPTED || this == DUPLICATE;
    }
}
