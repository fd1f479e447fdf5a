package dev.signalbox.client.follow;

import dev.signalbox.wire.Problem;
import org.jspecify.annotations.Nullable;

/** A follower gave up for good, at a known checkpoint; nothing was skipped. The message says why and what to do. */
public final class FollowerStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Problem problem;

    public FollowerStopped(String message, Problem problem) {
        super(message + ": " + problem.detail());
        this.problem = problem;
    }

    /** What the hub said last; null only after deserialisation. */
    public @Nullable Problem problem() {
        return problem;
    }
}
