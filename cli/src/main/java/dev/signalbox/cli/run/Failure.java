package dev.signalbox.cli.run;

/** Ends a command with an exit code and words for a person: what is wrong, and the next step. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String nextStep;

    /**
     * @param wrong one sentence; shown as it is
     * @param nextStep what to do now; empty when {@code wrong} says it
     */
    public Failure(int exitCode, String wrong, String nextStep) {
        super(wrong);
        this.exitCode = exitCode;
        this.nextStep = nextStep;
    }

    public static Failure usage(String wrong, String nextStep) {
        return new Failure(ExitCode.USAGE, wrong, nextStep);
    }

    /** What is wrong and what to do now, where there is one line for it. */
    public String inOneLine() {
        return nextStep.isEmpty() ? String.valueOf(getMessage()) : getMessage() + " " + nextStep;
    }

    public int exitCode() {
        return exitCode;
    }

    String nextStep() {
        return nextStep;
    }
}
