package dev.signalbox.hub.stream;

import dev.signalbox.hub.command.CommandBatches;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** The outbox's door: many commands in one request, each with a verdict of its own. */
public record BatchRoutes(CommandBatches batches, LogTail tail) implements Routes {

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.POST, "/v1/commands", List.of(), this::judge);
    }

    private Future<Answer> judge(Request request) {
        CommandBatch batch = request.body(CommandBatch.class);
        return batches.handle(batch, request.caller()).map(this::answer);
    }

    private Answer answer(List<CommandResult> results) {
        long newest = 0;
        for (CommandResult result : results) {
            if (result.position() != null) newest = Math.max(newest, result.position());
        }
        long head = Math.max(newest, tail.head().position());
        Answer answer = Answer.ok(new CommandResults(results, head));
        return newest == 0 ? answer : answer.position(newest);
    }
}
