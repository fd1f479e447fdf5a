package dev.signalbox.hub.operator;

import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.database.StoreSchema;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.wire.resource.SchemaStatus;
import dev.signalbox.wire.resource.SchemaStatus.Holder;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * For operators: what the migrations made of the stores that this node serves. They are current, unless another node of
 * another version has migrated them since.
 */
public record SchemaRoutes(List<LogSpace> logs) implements Routes {
    @Override
    public void declare(RouteTable doors) {
        doors.admin(HttpMethod.GET, "/v1/schema", List.of(), Need.ONE, request -> shown());
    }

    private Future<Answer> shown() {
        LogSpace first = logs.get(0);
        boolean isFile = first.database().dialect() == Dialect.SQLITE;
        List<Future<SchemaStatus.Store>> stores = logs.stream()
                .map(each -> StoreSchema.status(
                        each.log().name(),
                        isFile
                                ? each.log().name() + ".db"
                                : "schema of " + each.log().name(),
                        each.database()))
                .toList();
        Future<List<Holder>> holders =
                isFile ? Future.succeededFuture(List.of(self())) : StoreSchema.holders(first.database());
        return Future.all(Future.all(stores), holders)
                .map(all -> Answer.ok(new SchemaStatus(
                        isFile ? "sqlite" : "postgresql",
                        StoreSchema.known(),
                        stores.stream().map(Future::result).toList(),
                        holders.result())));
    }

    /** This process holds the lock of its data folder. */
    private static Holder self() {
        ProcessHandle self = ProcessHandle.current();
        return new Holder(
                "data folder",
                self.pid(),
                "signalbox",
                self.info().startInstant().orElse(null));
    }
}
