package dev.signalbox.client.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.command.Command;

/** The name under which commands wait for each other: the stream of the thing that they make or change. */
final class Lane {
    private Lane() {}

    static String of(Command command) {
        String noun = command.command().substring(0, command.command().indexOf('.'));
        String target = command.target();
        if (target == null) {
            JsonNode id = command.body().path("id");
            return noun + "/" + (id.isTextual() ? id.textValue() : command.id());
        }
        return target.indexOf('/') < 0 ? noun + "/" + target : target;
    }
}
