package dev.signalbox.hub.key;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Freshness;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** {@code /v1/keys}, for admins. */
public final class KeyRoutes implements Routes {
    private final Keys keys;
    private final Freshness table;

    public KeyRoutes(Keys keys, Freshness table) {
        this.keys = keys;
        this.table = table;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.create("/v1/keys", "key.create");
        doors.read("/v1/keys", "key", table, List.of("limit", "cursor"), this::list);
        doors.change(HttpMethod.DELETE, "/v1/keys/{id}", "key.revoke");
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        int limit = query.limit();
        return keys.page(limit, query.text("cursor")).map(Answer::ok);
    }
}
