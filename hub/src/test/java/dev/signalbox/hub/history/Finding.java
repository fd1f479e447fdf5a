package dev.signalbox.hub.history;

/** A promise that was not kept, and what shows it. */
public record Finding(Kind kind, String what) {
    /** Which promise. */
    public enum Kind {
        /** Acknowledged, but not in the log. */
        LOST,
        /** In the log at another place than the receipt says. */
        MOVED,
        /** A repeated command got another answer than the first time. */
        REPEAT_DIFFERS,
        /** Refused, but in the log. */
        REFUSED_BUT_WRITTEN,
        /** Refused for a version that was the present one. */
        UNJUSTIFIED_REFUSAL,
        /** Acknowledged, although the version was not the expected one. */
        VERSION_IGNORED,
        /** A question with two answers. */
        TWO_WINNERS,
        /** Sent after another was acknowledged, but before it in the log. */
        ORDER,
        /** Positions are not 1, 2, 3 …. */
        POSITION_GAP,
        /** Versions of a stream are not 1, 2, 3 …. */
        VERSION_GAP,
        /** One id at two positions. */
        DUPLICATE_ID,
        /** An event that nobody asked for. */
        UNASKED,
        /** A hash that does not follow from the one before and the event's columns. */
        CHAIN,
        /** A write was acknowledged, but a read behind it did not see it. */
        STALE_READ,
        /** An answer that the hub must not give. */
        UNEXPECTED_ANSWER,
        /** A subscriber did not get an event that its role may see. */
        SKIPPED,
        /** A subscriber got an event again, or an older one behind a newer one. */
        REPEATED,
        /** A subscriber got an event that its role may not see, or that is not in the log. */
        FORBIDDEN,
        /** A row that its events do not tell. */
        TABLE
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
