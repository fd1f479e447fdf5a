package dev.signalbox.hub.hook;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.HookProtocol;
import dev.signalbox.hub.http.route.InnerDoor;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.List;

/** {@code /v1/hooks}. */
final class HookRoutes implements Routes {
    private static final String PATH = "/v1/hooks";

    private final MatrixInForce matrix;
    private final Vertx vertx;
    private final Heard heard;

    HookRoutes(MatrixInForce matrix, Clock clock, Vertx vertx) {
        this.matrix = matrix;
        this.vertx = vertx;
        this.heard = new Heard(clock);
    }

    @Override
    public void declare(RouteTable doors) {
        InnerDoor inner = new InnerDoor(doors, "hook");
        HookDesk desk = new HookDesk(inner, new OpenPrompts(inner, vertx), heard, matrix, vertx);
        for (Agent agent : Agent.ALL) {
            doors.foreign(
                    HttpMethod.POST,
                    HookProtocol.PREFIX + agent.word(),
                    new Permission.AnyKey(),
                    List.of("wait"),
                    new HookProtocol(agent.decidesBefore()),
                    Need.NONE,
                    request -> desk.hear(request, agent));
        }
        doors.anyKey(HttpMethod.GET, PATH, List.of(), Need.NONE, request -> {
            boolean all = request.principal().role().equals(OwnershipMatrix.ADMIN);
            return Future.succeededFuture(
                    Answer.ok(heard.shown(all ? null : request.principal().name())));
        });
    }
}
