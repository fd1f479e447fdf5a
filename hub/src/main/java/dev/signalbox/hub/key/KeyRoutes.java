package dev.signalbox.hub.key;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** {@code /v1/keys}, for admins. */
public final class KeyRoutes implements Routes {
    private final FoldedRows<KeyState> keys;
    private final Freshness table;
    private final KeyUses uses;

    KeyRoutes(Database database, Freshness table, KeyUses uses) {
        this.uses = uses;
        this.keys = KeyTable.KEYS.rows(database);
        this.table = table;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.create("/v1/keys", "key.create");
        doors.read("/v1/keys", "key", table, List.of("limit", "cursor"), Need.LIST, this::list);
        doors.change(HttpMethod.POST, "/v1/keys/{id}/rotate", "key.rotate");
        doors.change(HttpMethod.DELETE, "/v1/keys/{id}", "key.revoke");
    }

    /** One of which something cannot be read is shown as far as it can. */
    private static Object shown(FoldedRow row, Map<String, Instant> used) {
        Instant at = used.get(row.key());
        return row.incomplete() || at == null ? row : row.as(Key.class).lastUsed(at);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        return keys.page(PageQuery.newestFirst(query.limit(), query.text("cursor")))
                .compose(page -> uses.of(
                                page.items().stream().map(FoldedRow::key).toList())
                        .map(used -> Answer.ok(new Page<>(
                                page.items().stream()
                                        .map(row -> shown(row, used))
                                        .toList(),
                                page.nextCursor()))));
    }
}
