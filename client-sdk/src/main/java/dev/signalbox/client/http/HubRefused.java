package dev.signalbox.client.http;

import dev.signalbox.wire.PlainWords;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A no of the hub. {@link #problem()} says why and what to do next; the message is the same in sentences, first what is
 * wrong, and leaves out steps that are requests of HTTP. Nothing was changed by the request.
 */
public final class HubRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    public HubRefused(Problem problem, @Nullable Duration retryAfter) {
        super(told(problem));
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    private static String told(Problem problem) {
        List<String> sentences = new ArrayList<>(PlainWords.of(problem.title(), problem.detail()));
        for (Problem.FieldError field : problem.errors()) {
            if (field.detail().equals(problem.detail())) continue;
            sentences.add(field.pointer() + ": " + String.join(" ", PlainWords.of(problem.title(), field.detail())));
        }
        return String.join(" ", sentences);
    }

    /** Decide by its {@code code}. */
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
