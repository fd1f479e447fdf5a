package dev.signalbox.hub.backup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Backup;
import dev.signalbox.wire.resource.BackupRun;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** For operators: backups made, listed, looked over. What takes long goes on behind its answer, 202 with a run. */
final class BackupRoutes implements Routes {
    /** {@link Backups#LISTED_MAX} of them. */
    private static final Need LIST = Need.ofText(Backups.LISTED_MAX * 1_024L);

    private final Backups backups;
    private final Predicate<Principal> operators;

    /** @param operators who is told where the backups lie */
    BackupRoutes(Backups backups, Predicate<Principal> operators) {
        this.backups = backups;
        this.operators = operators;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.admin(HttpMethod.GET, "/v1/backups", List.of(), LIST, request -> backups.list()
                .map(list -> Answer.ok(shown(request, list))));
        doors.admin(HttpMethod.POST, "/v1/backups", List.of(), Need.NONE, this::create);
        doors.admin(HttpMethod.GET, "/v1/backups/{id}", List.of(), Need.NONE, this::one);
        doors.admin(HttpMethod.DELETE, "/v1/backups/{id}", List.of(), Need.NONE, this::delete);
        doors.admin(HttpMethod.POST, "/v1/backups/scrub", List.of(), Need.NONE, this::scrub);
        doors.admin(HttpMethod.POST, "/v1/backups/{id}/verify", List.of(), Need.NONE, this::verify);
        doors.admin(HttpMethod.POST, "/v1/backups/{id}/drill", List.of(), Need.NONE, this::drill);
        doors.admin(
                HttpMethod.GET,
                "/v1/backup-state",
                List.of(),
                Need.NONE,
                request -> Future.succeededFuture(Answer.ok(shown(request, backups.known()))));
        doors.admin(
                HttpMethod.GET,
                "/v1/backup-runs",
                List.of(),
                Need.NONE,
                request -> Future.succeededFuture(Answer.ok(Map.of(
                        "items",
                        backups.runs().all().stream()
                                .map(run -> shown(request, run))
                                .toList()))));
        doors.admin(HttpMethod.GET, "/v1/backup-runs/{id}", List.of(), Need.NONE, this::run);
    }

    private boolean tellsPlace(Request request) {
        return operators.test(request.principal());
    }

    private ObjectNode shown(Request request, ObjectNode known) {
        return tellsPlace(request) ? known : WithoutPlace.of(known);
    }

    private BackupRun shown(Request request, BackupRun run) {
        return tellsPlace(request) ? run : WithoutPlace.of(run);
    }

    private Backup shown(Request request, Backup backup) {
        return tellsPlace(request) ? backup : WithoutPlace.of(backup);
    }

    private Future<Answer> create(Request request) {
        return Future.succeededFuture(
                accepted(request, backups.create(request.principal().name())));
    }

    private Future<Answer> one(Request request) {
        return backups.named(request.path("id")).map(point -> Answer.ok(shown(request, backups.view(point))));
    }

    private Future<Answer> delete(Request request) {
        return backups.delete(request.path("id"), request.principal().name()).map(run -> accepted(request, run));
    }

    private Future<Answer> scrub(Request request) {
        return Future.succeededFuture(
                accepted(request, backups.scrub(request.principal().name())));
    }

    private Future<Answer> verify(Request request) {
        Identities identities = identities(request);
        return onPoint(
                request,
                point -> backups.verify(point, identities, request.principal().name()));
    }

    private Future<Answer> drill(Request request) {
        Identities identities = identities(request);
        return onPoint(
                request,
                point -> backups.drill(point, identities, request.principal().name()));
    }

    private Future<Answer> onPoint(Request request, Function<Point, BackupRun> work) {
        return backups.named(request.path("id")).map(point -> accepted(request, work.apply(point)));
    }

    private Future<Answer> run(Request request) {
        return Future.succeededFuture(Answer.ok(backups.runs()
                .byId(request.path("id"))
                .map(run -> shown(request, run))
                .orElseThrow(() -> new Refused(
                        ProblemCode.NOT_FOUND,
                        "this node knows of no such run; it forgets them when it stops: GET /v1/backup-runs"))));
    }

    private Answer accepted(Request request, BackupRun run) {
        return Answer.status(202, shown(request, run)).header("Location", "/v1/backup-runs/" + run.id());
    }

    /**
     * What opens a backup that is encrypted.
     *
     * @param identity the text of a file of identities, as age-keygen writes it; null for one that is not encrypted
     */
    record Opening(@Nullable String identity) {}

    /** Those of the body; never kept. */
    private static Identities identities(Request request) {
        if (request.bytes().length == 0) return Identities.NONE;
        String text = request.body(Opening.class).identity();
        if (text == null) return Identities.NONE;
        try {
            return Identities.of(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("/identity", "identity: " + e.getMessage());
        }
    }
}
