package dev.signalbox.cli;

/** What a script reads from {@code $?}. Part of the contract: a number never changes its meaning. */
final class ExitCode {
    static final int DONE = 0;
    /** The hub refused; its title and detail are on standard error. */
    static final int REFUSED = 1;
    /** The command line is wrong; nothing was sent. */
    static final int USAGE = 2;

    static final int UNREACHABLE = 3;
    /** {@code ask --wait} ended without an answer. */
    static final int TIMED_OUT = 4;
    /** Refused because somebody else was first: a stale version, a resolved question, a command id used before. */
    static final int CONFLICT = 5;

    private ExitCode() {}
}
