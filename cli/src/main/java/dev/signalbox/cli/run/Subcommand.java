package dev.signalbox.cli.run;

import java.util.List;

/** A command of {@code signalbox} that does something. One without this is a group, whose subcommands do. */
public interface Subcommand {
    /**
     * Runs it, after its options were read.
     *
     * @throws Exception whatever it fails with; {@link Refusals} finds the words and the exit code
     */
    void run(CommandRun run) throws Exception;

    /** Names of the options of all commands that mean nothing to this one, which does not have them. */
    default List<String> without() {
        return List.of();
    }
}
