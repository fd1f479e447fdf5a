package dev.signalbox.wire;

import org.jspecify.annotations.Nullable;

/** The stable word of every refusal, with the HTTP status that carries it. Clients decide by it, never by the text. */
public enum ProblemCode implements Word {
    INVALID(400, "The request is not valid"),
    UNAUTHORIZED(401, "No valid key"),
    FORBIDDEN(403, "The key's role may not do this"),
    TABLE_ISOLATED(403, "This table never leaves its owner"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This path does not know the method"),
    VERSION_CONFLICT(409, "It changed since you read it"),
    ALREADY_RESOLVED(409, "It is resolved already"),
    NOT_RESOLVED(409, "It is not resolved yet"),
    IDEMPOTENCY_CONFLICT(409, "This command id was used for something else"),
    LOG_DIVERGED(409, "Your cursor belongs to another history"),
    WOULD_ORPHAN(409, "The change would leave data behind"),
    UNDER_WAY(409, "One is under way already"),
    EXPIRED(410, "The deadline is over"),
    CURSOR_EXPIRED(410, "Your cursor is older than what is kept"),
    TOO_LARGE(413, "Too large"),
    URI_TOO_LONG(414, "The URL is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "This door takes application/json"),
    RATE_LIMITED(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "The hub failed"),
    OVERLOADED(503, "The hub is busy"),
    PROJECTION_LAGGING(503, "The tables are behind the log"),
    STORAGE_FULL(507, "The hub's disk is full");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The code of a word, or null when a newer hub knows more words than this build. */
    public static @Nullable ProblemCode of(@Nullable String word) {
        for (ProblemCode code : values()) if (code.word().equals(word)) return code;
        return null;
    }
}
