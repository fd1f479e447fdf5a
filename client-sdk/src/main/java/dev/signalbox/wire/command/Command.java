package dev.signalbox.wire.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A wish to change something, as the batch door and the event bus take it.
 *
 * @param id names this wish for ever; repeating it gives the first answer. See {@link Ids#isCommandId}
 * @param command what to do, {@code <noun>.<verb>}, such as {@code question.ask}
 * @param target the id of the thing to change, bare or as its stream ({@code question/0192…}); null for a create
 * @param expectedVersion refuse with {@code version_conflict} when the target is at another version; null for any
 * @param occurredAt the producer's clock; shown, never trusted for order; null for the hub's clock
 * @param body the fields of the command: the body of the same resource route
 */
public record Command(
        String id,
        String command,
        @Nullable String target,
        @Nullable Long expectedVersion,
        @Nullable Instant occurredAt,
        JsonNode body) {
    private static final Pattern NAME = Pattern.compile("[a-z_]{1,60}\\.[a-z_-]{1,60}");

    public Command {
        if (id == null || !Ids.isCommandId(id)) {
            throw new InvalidInput(
                    "/id",
                    "id must be 1 to " + Limits.COMMAND_ID_CHARS_MAX + " printable characters; a UUIDv7 is best");
        }
        if (command == null || !NAME.matcher(command).matches()) {
            throw new InvalidInput("/command", "command must be <noun>.<verb>, such as question.ask");
        }
        Check.optional("target", target, Limits.STREAM_CHARS_MAX);
        if (expectedVersion != null && expectedVersion < 0) {
            throw new InvalidInput("/expectedVersion", "expectedVersion must be 0 (does not exist) or more");
        }
        body = body == null || body.isNull() ? JsonNodeFactory.instance.objectNode() : body;
        if (!body.isObject()) throw new InvalidInput("/body", "body must be a JSON object");
    }

    /**
     * The name under which commands wait for each other: the stream of the thing that this one changes, or that a
     * create makes. The outbox and the hub's batches judge the commands of one lane in order, and stop a lane, and no
     * other, where one is refused.
     */
    public String lane() {
        String noun = command.substring(0, command.indexOf('.'));
        String thing = target != null ? target : idToCreate();
        // Rows are named by their table, not by the noun of their commands.
        boolean isStream = thing.startsWith(noun + "/") || (noun.equals("table") && thing.indexOf('/') > 0);
        return isStream ? thing : noun + "/" + thing;
    }

    private String idToCreate() {
        if (body.path("id").isTextual()) return body.path("id").textValue();
        JsonNode once = body.path("once");
        return command.equals("question.ask") && once.isTextual() ? Ids.ofKey(once.textValue()) : id;
    }
}
