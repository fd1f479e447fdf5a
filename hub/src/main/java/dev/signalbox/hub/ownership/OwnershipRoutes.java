package dev.signalbox.hub.ownership;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.MatrixCheck;
import dev.signalbox.wire.resource.MatrixPlan;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** {@code /v1/ownership}: the matrix in force, for everybody; another one, and what it would do, for admins. */
public record OwnershipRoutes(MatrixInForce matrix, MatrixFeed feed, CommandHandler commands, Survey survey)
        implements Routes {

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.GET, "/v1/ownership", List.of(), Need.ONE, request -> Future.succeededFuture(shown()));
        doors.write(HttpMethod.PUT, "/v1/ownership", new Permission.Role(OwnershipMatrix.ADMIN), this::apply);
        doors.admin(HttpMethod.POST, "/v1/ownership/check", List.of(), Need.NONE, this::check);
        doors.admin(HttpMethod.POST, "/v1/config/plan", List.of(), Need.NONE, this::plan);
    }

    private Answer shown() {
        AppliedMatrix applied = feed.applied();
        return Answer.ok(OwnershipView.of(matrix.matrix(), applied)).version(applied.version());
    }

    private Future<Answer> apply(Request request) {
        Command command = new Command(
                request.commandId(), "matrix.apply", null, request.expectedVersion(), null, request.bodyTree());
        return commands.handle(command, request.sender())
                .map(outcome -> Answer.ok(outcome.resource()).at(outcome.receipt()));
    }

    private Future<Answer> check(Request request) {
        return planned(request).map(plan -> Answer.ok(new MatrixCheck(plan.changes(), plan.orphans())));
    }

    private Future<Answer> plan(Request request) {
        return planned(request).map(Answer::ok);
    }

    private Future<MatrixPlan> planned(Request request) {
        ApplyMatrix wish = request.body(ApplyMatrix.class);
        return MatrixCommands.plan(feed.applied(), wish.file(), survey);
    }
}
