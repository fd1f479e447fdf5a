package dev.signalbox.hub.key;

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
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** {@code /v1/keys}, for admins. */
public final class KeyRoutes implements Routes {
    private final FoldedRows<KeyState> keys;
    private final Freshness table;

    public KeyRoutes(Database database, Freshness table) {
        this.keys = KeyTable.KEYS.rows(database);
        this.table = table;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.create("/v1/keys", "key.create");
        doors.read("/v1/keys", "key", table, List.of("limit", "cursor"), Need.LIST, this::list);
        doors.change(HttpMethod.DELETE, "/v1/keys/{id}", "key.revoke");
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        return keys.page(PageQuery.newestFirst(query.limit(), query.text("cursor")))
                .map(Answer::ok);
    }
}
