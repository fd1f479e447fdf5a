package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code POST /v1/commands}.
 *
 * @param results one for each command, in the order of the request
 * @param head the newest position of the log, for read-your-writes
 * @param cursor names the history that holds what was accepted, at or behind the newest position of the results: the
 *     text of a {@link Cursor}. Shown with the next batch it tells a hub that lost it; null from a hub that gives none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CommandResults(
        List<CommandResult> results, long head, @Nullable String cursor) {
    public CommandResults {
        results = List.copyOf(results);
    }
}
