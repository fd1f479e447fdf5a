package dev.signalbox.hub.stream;

import dev.signalbox.hub.http.admission.Credentials;
import dev.signalbox.hub.http.admission.Gate;
import dev.signalbox.hub.http.admission.Tickets;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Objects;

/** {@code /v1/tickets}: for who may listen, but cannot show a key while it does. */
record TicketRoutes(Tickets tickets) implements Routes {
    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.POST, "/v1/tickets", List.of(), Need.NONE, this::give);
    }

    private Future<Answer> give(Request request) {
        String secret = Objects.requireNonNull(Credentials.shownIn(request::header));
        Tickets.Ticket ticket = tickets.give(
                secret, request.header(Gate.SPACE), request.principal().keyId());
        return Future.succeededFuture(Answer.status(201, ticket));
    }
}
