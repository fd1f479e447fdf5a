package dev.signalbox.hub.operator;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For operators: how far the tables are behind the log, and how to fold one anew. */
public final class ProjectionRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectionRoutes.class);

    private final Map<String, Projections> projections;

    /** @param projections of each log, by its name */
    public ProjectionRoutes(Map<String, Projections> projections) {
        this.projections = Map.copyOf(projections);
    }

    @Override
    public void declare(RouteTable doors) {
        doors.admin(HttpMethod.GET, "/v1/projections", List.of(), request -> Future.succeededFuture(all()));
        doors.admin(HttpMethod.POST, "/v1/projections/{name}/rebuild", List.of(), this::rebuild);
    }

    private Answer all() {
        List<Status> items = projections.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(log -> log.getValue().all().stream().map(follower -> statusOf(log.getKey(), follower)))
                .toList();
        return Answer.ok(Map.of("items", items));
    }

    /** A rebuild may take minutes: the answer says that it runs, the list above how it ends. */
    private Future<Answer> rebuild(Request request) {
        String name = request.path("name");
        for (Map.Entry<String, Projections> log : projections.entrySet()) {
            ProjectionFollower follower = log.getValue().named(name).orElse(null);
            if (follower == null) continue;
            if (!follower.rebuilding()) {
                follower.rebuild().onFailure(failure -> LOG.error("the rebuild of {} failed", name, failure));
            }
            return Future.succeededFuture(Answer.status(202, statusOf(log.getKey(), follower)));
        }
        throw new Refused(ProblemCode.NOT_FOUND, "there is no such projection; GET /v1/projections lists them");
    }

    private static Status statusOf(String log, ProjectionFollower follower) {
        return new Status(
                follower.name(), log, follower.position(), follower.lag(), stateOf(follower), follower.trouble());
    }

    private static String stateOf(ProjectionFollower follower) {
        if (follower.rebuilding()) return "rebuilding";
        if (follower.trouble() != null) return "failed";
        return follower.lag() > 0 ? "catching_up" : "live";
    }

    /**
     * One projection, as operators see it.
     *
     * @param position its checkpoint
     * @param lag positions between it and the head of its log
     * @param state {@code live}, {@code catching_up}, {@code rebuilding} or {@code failed}
     * @param trouble why it does not move; null when it does
     */
    record Status(
            String name,
            String log,
            long position,
            long lag,
            String state,
            @Nullable String trouble) {}
}
