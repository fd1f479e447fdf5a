package dev.signalbox.wire.command;

import java.util.List;

/**
 * The answer of {@code POST /v1/commands}.
 *
 * @param results one for each command, in the order of the request
 * @param head the newest position of the log, for read-your-writes
 */
public record CommandResults(List<CommandResult> results, long head) {
    public CommandResults {
        results = List.copyOf(results);
    }
}
