package dev.signalbox.hub.stream;

import dev.signalbox.hub.http.admission.Credentials;
import dev.signalbox.hub.http.admission.Gate;
import dev.signalbox.hub.http.admission.Tickets;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Word;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tickets}: for who may listen or look, but cannot show a key while it does. */
record TicketRoutes(Tickets tickets) implements Routes {
    /** What a ticket is for. */
    enum Opens implements Word {
        STREAM("/v1/events"),
        PAGE("/v1/sign-ins");

        private final String path;

        Opens(String path) {
            this.path = path;
        }
    }

    /**
     * What a ticket is wished for.
     *
     * @param opens one live stream when absent
     */
    record Wish(@Nullable Opens opens) {}

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.POST, "/v1/tickets", List.of(), Need.NONE, this::give);
    }

    private Future<Answer> give(Request request) {
        Opens wished = Json.read(request.bodyTreeIfAny(), Wish.class).opens();
        Opens opens = wished == null ? Opens.STREAM : wished;
        String secret = Objects.requireNonNull(Credentials.shownIn(request::header));
        Tickets.Ticket ticket = tickets.give(
                opens.path,
                secret,
                request.header(Gate.SPACE),
                request.principal().keyId());
        return Future.succeededFuture(Answer.status(201, ticket));
    }
}
