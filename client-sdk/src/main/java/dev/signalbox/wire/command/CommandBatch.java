package dev.signalbox.wire.command;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import java.util.List;

/**
 * The body of {@code POST /v1/commands}: at most {@link Limits#BATCH_COMMANDS_MAX} commands, judged in order for each
 * target.
 */
public record CommandBatch(List<Command> commands) {
    public CommandBatch {
        if (commands == null) throw new InvalidInput("/commands", "commands is required; give a list of commands");
        if (commands.size() > Limits.BATCH_COMMANDS_MAX) {
            throw new InvalidInput(
                    "/commands",
                    "a batch takes at most " + Limits.BATCH_COMMANDS_MAX + " commands, this one has " + commands.size()
                            + "; send several batches");
        }
        commands = List.copyOf(commands);
    }
}
