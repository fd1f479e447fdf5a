package dev.signalbox.hub.http;

import dev.signalbox.hub.access.MatrixInForce;
import dev.signalbox.hub.access.Principal;
import dev.signalbox.wire.resource.WhoAmI;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** Tells a program which key it shows, and what it may do with it. */
public final class AccountRoutes implements Routes {
    private final String space;
    private final MatrixInForce matrix;
    private final Authentication authentication;

    public AccountRoutes(String space, MatrixInForce matrix, Authentication authentication) {
        this.space = space;
        this.matrix = matrix;
        this.authentication = authentication;
    }

    @Override
    public void declare(Doors doors) {
        doors.anyKey(HttpMethod.GET, "/v1/whoami", List.of(), request -> Future.succeededFuture(whoami(request)));
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
