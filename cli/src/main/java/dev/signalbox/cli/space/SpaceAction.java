package dev.signalbox.cli.space;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import java.util.List;

/** A command of an admin of the hub about its spaces: it acts in none, whatever {@code SIGNALBOX_SPACE} says. */
interface SpaceAction extends Subcommand {
    /** Runs it. Fails as {@link Subcommand#run} does. */
    void run(CommandRun run, Shell shell);

    @Override
    default void run(CommandRun run) {
        run(run, run.shell());
    }

    @Override
    default List<String> without() {
        return List.of("--space");
    }
}
