package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import org.jspecify.annotations.Nullable;

/**
 * {@code endpoint.replay}: events that are in the log go to the endpoint of the target once more, beside what it gets
 * anyway, under the ids that they had before: one event, or those of a range that the endpoint asks for. It may be an
 * endpoint that never got them.
 *
 * @param event the id of one event, which goes whatever the endpoint asks for; not with positions
 * @param from position of the first event
 * @param to position of the last one; {@code from} when absent, and that one goes whatever the endpoint asks for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplayDeliveries(
        @Nullable String event,
        @Nullable Long from,
        @Nullable Long to) {
    public ReplayDeliveries {
        Check.optional("event", event, Limits.COMMAND_ID_CHARS_MAX + 20);
        if ((event == null) == (from == null)) {
            throw new InvalidInput(
                    "/from", "one of event and from is required: the id of one event, or the position of the first");
        }
        if (from != null && from < 1) throw new InvalidInput("/from", "from must be a position: 1 or more");
        if (to != null && (from == null || to < from)) {
            throw new InvalidInput("/to", "to must be a position that is not before from");
        }
    }
}
