package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Problem.FieldError;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writing under {@code /v1/tables}. The body of a request is the row, or the merge patch, itself; so faults point into
 * that, while those of the same command in a batch point into its body.
 */
public record RowWriteRoutes(CommandHandler commands) implements Routes {
    private static final String ROW = "/v1/tables/{table}/rows/{key}";

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.PUT, ROW, List.of(), request -> send(request, "table.put", rowOf(request), "row"));
        doors.anyKey(
                HttpMethod.PATCH, ROW, List.of(), request -> send(request, "table.patch", rowOf(request), "fields"));
        doors.anyKey(HttpMethod.DELETE, ROW, List.of(), request -> send(request, "table.delete", rowOf(request), ""));
        doors.anyKey(
                HttpMethod.POST,
                "/v1/tables/{table}/rows",
                List.of(),
                request -> send(request, "table.append", request.path("table"), "row"));
    }

    private static String rowOf(Request request) {
        return request.path("table") + "/" + request.path("key");
    }

    private Future<Answer> send(Request request, String name, String target, String wrapper) {
        JsonNode given = request.bodyTree();
        JsonNode body = wrapper.isEmpty() ? given : Json.object().set(wrapper, given);
        Command command = new Command(request.commandId(), name, target, request.expectedVersion(), null, body);
        return commands.handle(command, request.sender())
                .map(RowWriteRoutes::answerOf)
                .recover(failure -> Future.failedFuture(unwrapped(failure, "/" + wrapper)));
    }

    private static Answer answerOf(Outcome outcome) {
        TableRow row = (TableRow) outcome.resource();
        Answer answer = row.version() == 1 ? Answer.created(row, locationOf(row)) : Answer.ok(row);
        return answer.at(outcome.receipt());
    }

    private static String locationOf(TableRow row) {
        String key = URLEncoder.encode(row.key(), StandardCharsets.UTF_8).replace("+", "%20");
        return "/v1/tables/" + row.table() + "/rows/" + key;
    }

    private static Throwable unwrapped(Throwable failure, String wrapper) {
        if (!(failure instanceof Refused refused)) return failure;
        Problem problem = refused.problem();
        List<FieldError> errors = problem.errors().stream()
                .map(error -> new FieldError(without(wrapper, error.pointer()), error.detail()))
                .toList();
        return new Refused(problem.withErrors(errors));
    }

    private static String without(String wrapper, String pointer) {
        boolean inside = pointer.equals(wrapper) || pointer.startsWith(wrapper + "/");
        return inside ? pointer.substring(wrapper.length()) : pointer;
    }
}
