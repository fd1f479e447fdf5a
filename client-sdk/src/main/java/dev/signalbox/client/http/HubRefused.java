package dev.signalbox.client.http;

import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hub answered, and the answer is no. {@link #problem()} says why and what to do next. Nothing was changed by the
 * request.
 */
public final class HubRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    public HubRefused(Problem problem, @Nullable Duration retryAfter) {
        super(problem.title() + " (" + problem.code() + "): " + problem.detail());
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** Decide by its {@code code}, show its title and detail. */
    public Problem problem() {
        return problem;
    }

    /** How long the hub asks to wait before the next try; empty when it said nothing. Never negative, not clamped. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Whether another key might be let through: this one is unknown, or may not do what was asked. */
    public boolean isOfTheKey() {
        return is(ProblemCode.UNAUTHORIZED) || is(ProblemCode.FORBIDDEN);
    }

    /** Whether the hub refused for this reason. */
    public boolean is(ProblemCode code) {
        return problem.is(code);
    }
}
