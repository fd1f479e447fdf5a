package dev.signalbox.cli.run;

/** What a script reads from {@code $?}. Part of the contract: a number never changes its meaning. */
public final class ExitCode {
    public static final int DONE = 0;
    /** The hub refused; its title and detail are on standard error. */
    public static final int REFUSED = 1;
    /** The command line is wrong; nothing was sent. */
    public static final int USAGE = 2;

    public static final int UNREACHABLE = 3;
    /** {@code ask --wait} or {@code wait} ended without an answer. */
    public static final int TIMED_OUT = 4;
    /** Refused because somebody else was first: a stale version, a resolved question, a command id used before. */
    public static final int CONFLICT = 5;

    private ExitCode() {}
}
