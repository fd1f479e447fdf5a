package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Problem.FieldError;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.Receipt;
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
        Permission judgedByTheTable = new Permission.AnyKey();
        doors.write(HttpMethod.PUT, ROW, judgedByTheTable, request -> send(request, "table.put", "row"));
        doors.write(HttpMethod.PATCH, ROW, judgedByTheTable, request -> send(request, "table.patch", "fields"));
        doors.write(HttpMethod.DELETE, ROW, judgedByTheTable, this::delete);
        doors.write(
                HttpMethod.POST,
                "/v1/tables/{table}/rows",
                judgedByTheTable,
                request -> send(request, "table.append", request.path("table"), request.bodyTree(), "row"));
    }

    private Future<Answer> send(Request request, String name, String wrapper) {
        return send(request, name, rowOf(request), request.bodyTree(), wrapper);
    }

    private Future<Answer> delete(Request request) {
        return send(request, "table.delete", rowOf(request), request.bodyTreeIfAny(), "");
    }

    private static String rowOf(Request request) {
        return request.path("table") + "/" + request.path("key");
    }

    private Future<Answer> send(Request request, String name, String target, JsonNode given, String wrapper) {
        JsonNode body = wrapper.isEmpty() ? given : Json.object().set(wrapper, given);
        Command command = new Command(request.commandId(), name, target, request.expectedVersion(), null, body);
        return commands.handle(command, request.sender())
                .map(RowWriteRoutes::answerOf)
                .recover(failure -> Future.failedFuture(unwrapped(failure, "/" + wrapper)));
    }

    private static Answer answerOf(Outcome outcome) {
        Receipt receipt = outcome.receipt();
        Object row = outcome.resource();
        Answer answer = receipt.version() == 1 ? Answer.created(row, locationOf(receipt.stream())) : Answer.ok(row);
        return answer.at(receipt);
    }

    private static String locationOf(String stream) {
        String table = Event.categoryOf(stream);
        String key = URLEncoder.encode(stream.substring(table.length() + 1), StandardCharsets.UTF_8);
        return "/v1/tables/" + table + "/rows/" + key.replace("+", "%20");
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
