package dev.signalbox.client.outbox;

import dev.signalbox.wire.Problem;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.Verdict;
import java.time.Instant;

/**
 * A command that the hub refused. It stays, and later commands for the same target wait behind it, until the program
 * ends it by {@link Outbox#retry}, {@link Outbox#amend} or {@link Outbox#discard}.
 *
 * @param command as it was sent
 * @param verdict CONFLICT or REJECTED
 * @param problem the hub's reason, and what to do next
 * @param parkedAt this machine's clock
 * @param waiting how many later commands wait behind it
 */
public record ParkedCommand(Command command, Verdict verdict, Problem problem, Instant parkedAt, long waiting) {
    /** The command's id, by which to retry, amend or discard it. */
    public String id() {
        return command.id();
    }
}
