package dev.signalbox.hub.notification;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Notification.State;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** {@code /v1/notifications}. */
public final class NotificationRoutes implements Routes {
    private final Notifications notifications;
    private final Freshness table;

    public NotificationRoutes(Notifications notifications, Freshness table) {
        this.notifications = notifications;
        this.table = table;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.create("/v1/notifications", "notification.post");
        doors.read(
                "/v1/notifications",
                "notification",
                table,
                List.of("state", "priority", "minPriority", "tag", "source", "limit", "cursor"),
                this::list);
        doors.read("/v1/notifications/{id}", "notification", table, List.of(), this::one);
        doors.change(HttpMethod.POST, "/v1/notifications/{id}/acknowledge", "notification.acknowledge");
        doors.change(HttpMethod.POST, "/v1/notifications/{id}/resolve", "notification.resolve");
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        Notifications.Filter filter = new Notifications.Filter(
                query.choice("state", State.OPEN).orElse(null),
                query.integer("priority", Limits.PRIORITY_MIN, Limits.PRIORITY_MAX),
                query.integer("minPriority", Limits.PRIORITY_MIN, Limits.PRIORITY_MAX),
                query.text("tag"),
                query.text("source"));
        int limit = query.limit();
        return notifications.page(filter, limit, query.text("cursor")).map(Answer::ok);
    }

    private Future<Answer> one(Request request) {
        String id = request.path("id");
        return notifications.byId(id).map(found -> found.map(
                        present -> Answer.ok(present).version(present.version()))
                .orElseThrow(() -> new Refused(
                        ProblemCode.NOT_FOUND,
                        "there is no notification " + id + "; GET /v1/notifications lists them")));
    }
}
