package dev.signalbox.hub.http.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * A resource route that writes: URL and body become one command, its outcome the answer.
 *
 * @param created the path under which a created thing is found; null when the route changes a thing named by
 *     {@code {id}}
 * @param needsBody whether a wish without a body is one whose body was lost
 */
record CommandRoute(
        CommandHandler commands, String command, @Nullable String created, boolean needsBody) implements Route.Handler {
    @Override
    public Future<Answer> answer(Request request) {
        // A create may be repeated by the id in its body.
        Caller caller = created == null ? request.sender() : request.caller();
        return commands.handle(commandOf(request), caller).map(this::answerOf);
    }

    private Command commandOf(Request request) {
        JsonNode body = needsBody ? request.bodyTree() : request.bodyTreeIfAny();
        String target = created == null ? request.path("id") : null;
        return new Command(idOf(request, body), command, target, request.expectedVersion(), null, body);
    }

    /** The caller's own id makes repeating safe; without one, a repeat is another wish. */
    private String idOf(Request request, JsonNode body) {
        JsonNode id = body.path("id");
        boolean named = created != null && id.isTextual() && Ids.isUuid(id.textValue());
        return named && request.idempotencyKey() == null ? id.textValue() : request.commandId();
    }

    private Answer answerOf(Outcome outcome) {
        Answer answer = created == null || outcome.receipt().unchanged()
                ? Answer.ok(outcome.resource())
                : Answer.created(outcome.resource(), created + "/" + Event.subjectIdOf(outcome.receipt().stream()));
        return answer.at(outcome.receipt());
    }
}
