package dev.signalbox.hub.tenancy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** {@code /v1/spaces}, for admins of the default space. */
final class SpaceRoutes implements Routes {
    private final FoldedRows<SpaceState> spaces;
    private final Freshness table;
    private final CommandHandler commands;

    SpaceRoutes(Database database, Freshness table, CommandHandler commands) {
        this.spaces = SpaceTable.SPACES.rows(database);
        this.table = table;
        this.commands = commands;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.create("/v1/spaces", "space.create");
        doors.read("/v1/spaces", "space", table, List.of("limit", "cursor"), Need.LIST, this::list);
        doors.read("/v1/spaces/{id}", "space", table, List.of(), Need.ONE, this::one);
        doors.change(HttpMethod.DELETE, "/v1/spaces/{id}", "space.seal");
        doors.change(HttpMethod.POST, "/v1/spaces/{id}/unseal", "space.unseal");
        doors.send(HttpMethod.POST, "/v1/spaces/{id}/clone", "space.clone", this::clone);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        return spaces.page(PageQuery.newestFirst(query.limit(), query.text("cursor")))
                .map(Answer::ok);
    }

    private Future<Answer> one(Request request) {
        String name = request.path("id");
        return spaces.row(name)
                .map(row -> Answer.ok(row.orElseThrow(() ->
                        new Refused(ProblemCode.NOT_FOUND, "there is no such space; GET /v1/spaces lists them"))));
    }

    private Future<Answer> clone(Request request) {
        JsonNode body = request.bodyTree();
        Command command = new Command(request.commandId(), "space.clone", request.path("id"), null, null, body);
        return commands.handle(command, request.caller()).map(outcome -> Answer.created(
                        outcome.resource(), "/v1/spaces/" + body.path("name").asText())
                .at(outcome.receipt()));
    }
}
