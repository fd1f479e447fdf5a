package dev.signalbox.cli.run;

/** A command of {@code signalbox} that does something. One without this is a group, whose subcommands do. */
public interface Subcommand {
    /**
     * Runs it, after its options were read.
     *
     * @throws Exception whatever it fails with; {@link Refusals} finds the words and the exit code
     */
    void run(CommandRun run) throws Exception;
}
