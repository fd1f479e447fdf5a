package dev.signalbox.hub.notification;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Notification.State;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** {@code /v1/notifications}. */
public final class NotificationRoutes implements Routes {
    private final FoldedRows<NotificationState> notifications;
    private final Freshness table;

    public NotificationRoutes(Database database, Freshness table) {
        this.notifications = NotificationTable.NOTIFICATIONS.rows(database);
        this.table = table;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.create("/v1/notifications", "notification.post");
        doors.read(
                "/v1/notifications",
                "notification",
                table,
                List.of("state", "priority", "minPriority", "tag", "source", "idPrefix", "limit", "cursor"),
                Need.LIST,
                this::list);
        doors.read("/v1/notifications/{id}", "notification", table, List.of(), Need.ONE, this::one);
        doors.change(HttpMethod.POST, "/v1/notifications/{id}/acknowledge", "notification.acknowledge");
        doors.change(HttpMethod.POST, "/v1/notifications/{id}/resolve", "notification.resolve");
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        PageQuery page = PageQuery.newestFirst(query.limit(), query.text("cursor"))
                .equal(
                        "state",
                        query.choice("state", State.OPEN).map(State::word).orElse(null))
                .equal("priority", query.integer("priority", Limits.PRIORITY_MIN, Limits.PRIORITY_MAX))
                .atLeast("priority", query.integer("minPriority", Limits.PRIORITY_MIN, Limits.PRIORITY_MAX))
                .tagged("tags", query.text("tag"))
                .createdBy(query.text("source"))
                .keysBeginning(query.text("idPrefix"));
        return notifications.page(page).map(Answer::ok);
    }

    private Future<Answer> one(Request request) {
        String id = request.path("id");
        return notifications.row(id).map(found -> found.map(
                        present -> Answer.ok(present).version(present.version()))
                .orElseThrow(() -> new Refused(
                        ProblemCode.NOT_FOUND,
                        "there is no notification " + id + "; GET /v1/notifications lists them")));
    }
}
