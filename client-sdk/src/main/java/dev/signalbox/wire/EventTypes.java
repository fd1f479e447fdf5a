package dev.signalbox.wire;

import java.util.Collection;
import java.util.List;

/**
 * The names of all events, as they stand in the log for ever. They are literals: renaming a class never renames a fact.
 */
public final class EventTypes {
    public static final String NOTIFICATION_POSTED = "notification.posted";
    public static final String NOTIFICATION_REPEATED = "notification.repeated";
    public static final String NOTIFICATION_ACKNOWLEDGED = "notification.acknowledged";
    public static final String NOTIFICATION_RESOLVED = "notification.resolved";
    public static final String NOTIFICATION_EXPIRED = "notification.expired";
    /** A notification took a dedup key; on the key's own stream, so that two posts cannot both take it (ADR 7). */
    public static final String NOTIFICATION_KEY_TAKEN = "notification.key_taken";
    /** When what a dedup key stands for began or ended, by the word of who told; on the key's own stream. */
    public static final String NOTIFICATION_KEY_HEARD = "notification.key_heard";

    public static final String QUESTION_ASKED = "question.asked";
    public static final String QUESTION_ANSWERED = "question.answered";
    public static final String QUESTION_EXPIRED = "question.expired";
    public static final String QUESTION_CANCELLED = "question.cancelled";
    /** A key signs receipts from now on; the event has its public part. Of no question. */
    public static final String QUESTION_SIGNER_ANNOUNCED = "question.signer_announced";

    public static final String ROADMAP_ADDED = "roadmap.added";
    public static final String ROADMAP_UPDATED = "roadmap.updated";
    public static final String ROADMAP_MOVED = "roadmap.moved";
    public static final String ROADMAP_STATUS_SET = "roadmap.status_set";
    public static final String ROADMAP_REMOVED = "roadmap.removed";
    /** An item took a key; on the key's own stream, so that two items cannot both take it (ADR 7). */
    public static final String ROADMAP_KEY_TAKEN = "roadmap.key_taken";
    /** An item gave its key back, on the key's own stream. */
    public static final String ROADMAP_KEY_FREED = "roadmap.key_freed";

    /** Events go to a URL from now on. */
    public static final String ENDPOINT_CREATED = "endpoint.created";

    public static final String ENDPOINT_CHANGED = "endpoint.changed";
    /** What goes to an endpoint is signed with another secret. */
    public static final String ENDPOINT_ROTATED = "endpoint.rotated";
    /** Nothing goes to an endpoint any more: somebody said so, or the hub gave it up; the event says why. */
    public static final String ENDPOINT_DISABLED = "endpoint.disabled";

    public static final String ENDPOINT_ENABLED = "endpoint.enabled";
    /** Somebody wants what waits to be tried at once. */
    public static final String ENDPOINT_RETRIED = "endpoint.retried";
    /** Events of the log go to an endpoint once more. */
    public static final String ENDPOINT_REPLAY_ASKED = "endpoint.replay_asked";
    /** A replay is over. */
    public static final String ENDPOINT_REPLAYED = "endpoint.replayed";

    public static final String ENDPOINT_REMOVED = "endpoint.removed";
    /** An event was given up: it did not get to its endpoint. */
    public static final String DELIVERY_FAILED = "delivery.failed";

    public static final String KEY_CREATED = "key.created";
    public static final String KEY_ROTATED = "key.rotated";
    public static final String KEY_REVOKED = "key.revoked";
    /** A browser was signed in with a key. */
    public static final String KEY_SIGNED_IN = "key.signed_in";
    /** A browser is signed in no more. */
    public static final String KEY_SIGNED_OUT = "key.signed_out";
    /** A caller showed a key that is unknown, mangled, expired or revoked. */
    public static final String KEY_REFUSED = "key.refused";

    /** A signalbox.yaml came into force. */
    public static final String MATRIX_APPLIED = "matrix.applied";

    /** A space was made, beside the one that every hub has. */
    public static final String SPACE_CREATED = "space.created";
    /** A cloned space has all the data of the one that it is a clone of. */
    public static final String SPACE_FILLED = "space.filled";
    /** Keys open a space: the hub knows by their hashes whom to lead there. */
    public static final String SPACE_KEYS_ADMITTED = "space.keys_admitted";
    /** Keys of a space lead nowhere any more. */
    public static final String SPACE_KEYS_DISMISSED = "space.keys_dismissed";
    /** A node opened the stores of a space that nobody had used for a while. */
    public static final String SPACE_OPENED = "space.opened";
    /** A node closed the stores of a space that nobody used; the event says when something falls due in it. */
    public static final String SPACE_CLOSED = "space.closed";
    /** The data of a space is on another server, or in the folder of the hub, since a move. */
    public static final String SPACE_MOVED = "space.moved";
    /** Nobody is let in to a space any more; the event says when its data goes. */
    public static final String SPACE_SEALED = "space.sealed";
    /** A sealed space was brought back. */
    public static final String SPACE_UNSEALED = "space.unsealed";
    /** The data of a sealed space is gone. */
    public static final String SPACE_ERASED = "space.erased";

    /** A backup was restored for trial; the event says how long it took and what was compared. */
    public static final String BACKUP_DRILLED = "backup.drilled";

    /**
     * A log went back to an earlier moment, and goes on as another history: the first event of a new epoch. Of no
     * table; every role reads it.
     */
    public static final String LOG_REWOUND = "log.rewound";

    /**
     * A log was brought back from an archive, and goes on as another history: the first event of a new epoch. Of no
     * table; every role reads it.
     */
    public static final String LOG_RESTORED = "log.restored";

    /** An envelope of the classic Langfuse API: it says something about a trace or an observation. */
    public static final String TRACE_EVENT_RECEIVED = "trace.event_received";
    /** A span of OpenTelemetry. */
    public static final String TRACE_SPAN_RECEIVED = "trace.span_received";
    /** A log record of OpenTelemetry that tells something of a trace or of a model. */
    public static final String TRACE_LOG_RECEIVED = "trace.log_received";
    /** A score, about a trace, an observation or a session. */
    public static final String TRACE_SCORED = "trace.scored";
    /** Something that a client sent could not be kept; the event says what and why. */
    public static final String TRACE_REFUSED = "trace.refused";
    /** Everything about the trace that came before is gone, its payloads too. */
    public static final String TRACE_ERASED = "trace.erased";
    /** One score is gone, with its payloads. */
    public static final String TRACE_SCORE_ERASED = "trace.score_erased";

    /** A price of a model, which wins over the shipped one. */
    public static final String PRICE_SET = "price.set";
    /** The shipped price holds again, if there is one. */
    public static final String PRICE_REMOVED = "price.removed";

    /**
     * What happened to a row of a declared table, behind its name and a dot: {@code tasks.put}. No type above ends so.
     */
    public static final List<String> ROW_VERBS = List.of("put", "patched", "deleted", "appended");

    /** Every type of the built-in tables and of the log itself, in the order above. */
    public static final List<String> ALL = List.of(
            NOTIFICATION_POSTED,
            NOTIFICATION_REPEATED,
            NOTIFICATION_ACKNOWLEDGED,
            NOTIFICATION_RESOLVED,
            NOTIFICATION_EXPIRED,
            NOTIFICATION_KEY_TAKEN,
            NOTIFICATION_KEY_HEARD,
            QUESTION_ASKED,
            QUESTION_ANSWERED,
            QUESTION_EXPIRED,
            QUESTION_CANCELLED,
            QUESTION_SIGNER_ANNOUNCED,
            ROADMAP_ADDED,
            ROADMAP_UPDATED,
            ROADMAP_MOVED,
            ROADMAP_STATUS_SET,
            ROADMAP_REMOVED,
            ROADMAP_KEY_TAKEN,
            ROADMAP_KEY_FREED,
            ENDPOINT_CREATED,
            ENDPOINT_CHANGED,
            ENDPOINT_ROTATED,
            ENDPOINT_DISABLED,
            ENDPOINT_ENABLED,
            ENDPOINT_RETRIED,
            ENDPOINT_REPLAY_ASKED,
            ENDPOINT_REPLAYED,
            ENDPOINT_REMOVED,
            DELIVERY_FAILED,
            KEY_CREATED,
            KEY_ROTATED,
            KEY_REVOKED,
            KEY_SIGNED_IN,
            KEY_SIGNED_OUT,
            KEY_REFUSED,
            MATRIX_APPLIED,
            SPACE_CREATED,
            SPACE_FILLED,
            SPACE_KEYS_ADMITTED,
            SPACE_KEYS_DISMISSED,
            SPACE_OPENED,
            SPACE_CLOSED,
            SPACE_MOVED,
            SPACE_SEALED,
            SPACE_UNSEALED,
            SPACE_ERASED,
            BACKUP_DRILLED,
            LOG_REWOUND,
            LOG_RESTORED,
            TRACE_EVENT_RECEIVED,
            TRACE_SPAN_RECEIVED,
            TRACE_LOG_RECEIVED,
            TRACE_SCORED,
            TRACE_REFUSED,
            TRACE_ERASED,
            TRACE_SCORE_ERASED,
            PRICE_SET,
            PRICE_REMOVED);

    private EventTypes() {}

    /**
     * Whether a type is chosen by one of the patterns: a literal ({@code question.asked}), a family
     * ({@code question.*}), a verb of every family ({@code *.put}) or {@code *}. No pattern chooses everything.
     */
    public static boolean matches(Collection<String> patterns, String type) {
        if (patterns.isEmpty()) return true;
        for (String pattern : patterns) {
            if (pattern.equals("*") || pattern.equals(type)) return true;
            int rest = pattern.length() - 1;
            if (pattern.startsWith("*.") && type.regionMatches(type.length() - rest, pattern, 1, rest)) return true;
            if (pattern.endsWith(".*") && type.regionMatches(0, pattern, 0, rest)) return true;
        }
        return false;
    }
}
