package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/roadmap}. In a path {@code {id}} is an item's id or its key. */
public final class RoadmapRoutes implements Routes {
    /** A page, and the histories that are folded for that of a moment. */
    private static final Need ITEMS = Need.LIST.and(3L * RoadmapHistory.ITEMS_AT_ONCE * LogPage.BYTES_MAX);

    private final Roadmap roadmap;
    private final RoadmapHistory history;
    private final Freshness table;

    public RoadmapRoutes(EventLog log, Database database, Freshness table) {
        this.roadmap = new Roadmap(database);
        this.history = new RoadmapHistory(log, database);
        this.table = table;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.create("/v1/roadmap", "roadmap.add");
        doors.read(
                "/v1/roadmap",
                "roadmap",
                table,
                List.of("status", "asOf", "idPrefix", "limit", "cursor"),
                ITEMS,
                this::list);
        doors.read(
                "/v1/roadmap/history",
                "roadmap",
                table,
                List.of("limit", "cursor"),
                Need.LIST,
                request -> steps(request, null));
        doors.read("/v1/roadmap/{id}", "roadmap", table, List.of(), Need.ONE, this::one);
        doors.change(HttpMethod.PATCH, "/v1/roadmap/{id}", "roadmap.update");
        doors.change(HttpMethod.DELETE, "/v1/roadmap/{id}", "roadmap.remove");
        doors.change(HttpMethod.POST, "/v1/roadmap/{id}/status", "roadmap.set-status");
        doors.change(HttpMethod.POST, "/v1/roadmap/{id}/move", "roadmap.move");
        doors.read(
                "/v1/roadmap/{id}/history",
                "roadmap",
                table,
                List.of("limit", "cursor"),
                Need.LIST,
                request -> steps(request, request.path("id")));
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        Status status = query.text("status") == null
                ? null
                : query.choice("status", Status.PLANNED).orElse(null);
        int limit = query.limit();
        String cursor = query.text("cursor");
        String asOf = query.text("asOf");
        String prefix = query.text("idPrefix");
        if (asOf == null) return roadmap.page(status, prefix, limit, cursor).map(Answer::ok);
        if (prefix != null) throw Query.invalid("idPrefix", "looks among the items of now; leave asOf away");
        ItemsBehind page = new ItemsBehind(status, limit, cursor);
        return positionOf(asOf).compose(position -> history.at(position, page)
                .map(items -> Answer.ok(items).position(position)));
    }

    private Future<Answer> one(Request request) {
        String reference = request.path("id");
        return roadmap.byReference(reference)
                .map(found -> found.map(item -> Answer.ok(item).version(item.version()))
                        .orElseThrow(() -> new Refused(
                                ProblemCode.NOT_FOUND,
                                "there is no item " + reference
                                        + " on the roadmap; GET /v1/roadmap lists them, its history may know it")));
    }

    private Future<Answer> steps(Request request, @Nullable String reference) {
        int limit = request.query().limit();
        String cursor = request.query().text("cursor");
        return history.page(reference, limit, cursor).map(Answer::ok);
    }

    /** @param asOf a position or a time */
    private Future<Long> positionOf(String asOf) {
        if (asOf.matches("\\d{1,18}")) return Future.succeededFuture(Long.parseLong(asOf));
        try {
            return history.positionAt(Times.parse(asOf));
        } catch (IllegalArgumentException e) {
            throw Query.invalid("asOf", "must be a position or a time: " + e.getMessage());
        }
    }
}
