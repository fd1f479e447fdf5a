package dev.signalbox.hub.trace;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.trace.command.TraceCommands;
import dev.signalbox.hub.trace.price.PriceTable;
import dev.signalbox.hub.trace.query.Prices;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/** The routes {@code /v1/prices}. */
public record PriceRoutes(Prices prices, Freshness table, CommandHandler commands) implements Routes {

    @Override
    public void declare(RouteTable doors) {
        doors.read("/v1/prices", "price", table, List.of(), Need.ofText(1024 * 1024), this::list);
        doors.send(HttpMethod.POST, "/v1/prices", "price.set", this::set);
        doors.send(HttpMethod.DELETE, "/v1/prices/{model}", "price.remove", this::remove);
    }

    private Future<Answer> list(Request request) {
        return prices.all()
                .map(all -> Answer.ok(
                        Map.of("items", all, "date", PriceTable.shipped().date().toString())));
    }

    private Future<Answer> set(Request request) {
        return send(request, "price.set", request.bodyTree());
    }

    private Future<Answer> remove(Request request) {
        return send(request, "price.remove", new TraceCommands.RemovePrice(request.path("model")));
    }

    private Future<Answer> send(Request request, String command, Object body) {
        Command wish = new Command(request.commandId(), command, null, null, null, Json.tree(body));
        return commands.handle(wish, request.caller())
                .compose(outcome -> table.caughtUp(outcome.receipt().position()).map(outcome))
                .map(outcome -> Answer.ok(outcome.resource()));
    }
}
