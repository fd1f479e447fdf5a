package dev.signalbox.wire.command;

import dev.signalbox.wire.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The hub's word on one command.
 *
 * @param id the command's id
 * @param position place of its (last) event in the log; when nothing had to change, of the target's newest event; null
 *     when refused, and in a dry run
 * @param version version of the target after it; null when refused
 * @param target the stream of the thing that was made or changed, {@code question/0192…}; null when refused before one
 *     was known
 * @param unchanged true when nothing had to change; null otherwise
 * @param problem why it was refused; null otherwise
 */
public record CommandResult(
        String id,
        Verdict verdict,
        @Nullable Long position,
        @Nullable Long version,
        @Nullable String target,
        @Nullable Boolean unchanged,
        @Nullable Problem problem) {
    /** Of a command that changed something, or was refused. */
    public CommandResult(
            String id,
            Verdict verdict,
            @Nullable Long position,
            @Nullable Long version,
            @Nullable String target,
            @Nullable Problem problem) {
        this(id, verdict, position, version, target, null, problem);
    }
}
