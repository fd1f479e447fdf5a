package dev.signalbox.hub.operator;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.FoldProblems;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.FoldProblem;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For operators: how far the tables are behind the log, and how to fold one anew. */
public final class ProjectionRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectionRoutes.class);

    private final List<LogSpace> logs;

    /** @param logs in the order in which they are listed */
    public ProjectionRoutes(List<LogSpace> logs) {
        this.logs = List.copyOf(logs);
    }

    @Override
    public void declare(RouteTable doors) {
        doors.admin(HttpMethod.GET, "/v1/projections", List.of(), Need.NONE, request -> Future.succeededFuture(all()));
        doors.admin(HttpMethod.POST, "/v1/projections/{name}/rebuild", List.of(), Need.NONE, this::rebuild);
        doors.admin(HttpMethod.GET, "/v1/projections/problems", List.of("limit", "cursor"), Need.LIST, this::problems);
    }

    private Answer all() {
        List<Status> items = new ArrayList<>();
        for (LogSpace log : logs) {
            for (ProjectionFollower each : log.projections().all())
                items.add(statusOf(log.log().name(), each));
        }
        return Answer.ok(Map.of("items", items));
    }

    /** By log and projection as they are listed, each from its oldest. The cursor names the last that was shown. */
    private Future<Answer> problems(Request request) {
        Query query = request.query();
        int limit = query.limit();
        Place behind = Place.of(query.text("cursor"));
        List<FoldProblem> found = new ArrayList<>();
        Future<?> reading = Future.succeededFuture();
        boolean reached = behind.projection().isEmpty();
        for (LogSpace log : logs) {
            for (ProjectionFollower each : log.projections().all()) {
                boolean begun = each.name().equals(behind.projection());
                reached |= begun;
                if (!reached) continue;
                long after = begun ? behind.position() : 0;
                reading = reading.compose(done -> found.size() > limit
                        ? Future.succeededFuture()
                        : FoldProblems.of(log.database(), log.log().name(), each.name(), after, limit + 1)
                                .map(found::addAll));
            }
        }
        return reading.map(done -> Answer.ok(pageOf(found, limit)));
    }

    private static Page<FoldProblem> pageOf(List<FoldProblem> found, int limit) {
        if (found.size() <= limit) return new Page<>(found, null);
        List<FoldProblem> shown = found.subList(0, limit);
        FoldProblem last = shown.get(limit - 1);
        return new Page<>(shown, last.projection() + ":" + last.position());
    }

    /** Where a page ends: behind a problem. */
    private record Place(String projection, long position) {
        static Place of(@Nullable String cursor) {
            if (cursor == null) return new Place("", 0);
            int colon = cursor.lastIndexOf(':');
            if (colon < 1 || !cursor.substring(colon + 1).matches("\\d{1,18}")) {
                throw Query.invalid("cursor", "must be the nextCursor of the page before");
            }
            return new Place(cursor.substring(0, colon), Long.parseLong(cursor.substring(colon + 1)));
        }
    }

    /** A rebuild may take minutes: the answer says that it runs, the list above how it ends. */
    private Future<Answer> rebuild(Request request) {
        String name = request.path("name");
        for (LogSpace log : logs) {
            ProjectionFollower follower = log.projections().named(name).orElse(null);
            if (follower == null) continue;
            if (!follower.rebuilding()) {
                follower.rebuild().onFailure(failure -> LOG.error("the rebuild of {} failed", name, failure));
            }
            return Future.succeededFuture(Answer.status(202, statusOf(log.log().name(), follower)));
        }
        throw new Refused(ProblemCode.NOT_FOUND, "there is no such projection; GET /v1/projections lists them");
    }

    private static Status statusOf(String log, ProjectionFollower follower) {
        return new Status(
                follower.name(),
                log,
                follower.position(),
                follower.lag(),
                stateOf(follower),
                follower.trouble(),
                follower.problems());
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
     * @param problems how many events it went on without, as far as this node knows
     */
    record Status(
            String name,
            String log,
            long position,
            long lag,
            String state,
            @Nullable String trouble,
            long problems) {}
}
