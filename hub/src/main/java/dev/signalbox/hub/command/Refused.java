package dev.signalbox.hub.command;

import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;

/** A command that was judged and refused; nothing was written. The problem tells the caller why and what to do next. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public Refused(Problem problem) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Refused(ProblemCode code, String detail) {
        this(Problem.of(code, detail));
    }

    /** The same refusal in other words. */
    public Refused saying(String detail) {
        return new Refused(problem.withDetail(detail));
    }

    public Problem problem() {
        return problem;
    }
}
