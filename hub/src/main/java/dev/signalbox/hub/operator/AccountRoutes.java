package dev.signalbox.hub.operator;

import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.resource.WhoAmI;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** Tells a program which key it shows, and what it may do with it. */
public record AccountRoutes(String space, MatrixInForce matrix, Authentication authentication) implements Routes {

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(
                HttpMethod.GET, "/v1/whoami", List.of(), Need.NONE, request -> Future.succeededFuture(whoami(request)));
    }

    private Answer whoami(Request request) {
        Principal principal = request.principal();
        return Answer.ok(new WhoAmI(
                principal.keyId(),
                principal.name(),
                principal.role(),
                space,
                authentication.expiresAt(principal),
                matrix.matrix().readableTables(principal.role()),
                matrix.matrix().sendableCommands(principal.role())));
    }
}
