package dev.signalbox.hub.ownership;

import java.util.Set;

/**
 * One difference between two matrices.
 *
 * @param about the table, role or command; empty for one that is about the whole file
 * @param words for people
 * @param less whether something that was there is not any more: a right, some time, a field may be
 * @param roles whom it takes something from; empty when that is nobody
 */
record Difference(Kind kind, String about, String words, boolean less, Set<String> roles) {
    /** What differs. */
    enum Kind {
        ROLE_ADDED,
        ROLE_REMOVED,
        READERS,
        WRITERS,
        COMMAND,
        TABLE_ADDED,
        TABLE_REMOVED,
        KEY,
        CHANGE,
        FIELDS,
        RETENTION,
        RATE_LIMITS,
        TRACE_RETENTION,
        BACKUPS,
        VERIFY,
        INBOUND,
        ORIGINS,
        HOOKS,
        DELIVERIES
    }

    Difference {
        roles = Set.copyOf(roles);
    }

    static Difference more(Kind kind, String about, String words) {
        return new Difference(kind, about, words, false, Set.of());
    }

    static Difference less(Kind kind, String about, String words) {
        return new Difference(kind, about, words, true, Set.of());
    }

    /** One that takes something from these roles, if there are any. */
    static Difference of(Kind kind, String about, String words, Set<String> roles) {
        return new Difference(kind, about, words, !roles.isEmpty(), roles);
    }
}
