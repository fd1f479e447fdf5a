package dev.signalbox.hub.http;

/** A caller asked too often; it may ask again after some seconds. */
final class RateLimited extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long retryAfterSeconds;

    RateLimited(String detail, long retryAfterSeconds) {
        super(detail, null, false, false);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
