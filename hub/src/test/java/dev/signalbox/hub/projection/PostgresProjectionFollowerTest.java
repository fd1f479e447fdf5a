package dev.signalbox.hub.projection;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.PostgresEventLog;
import io.vertx.core.Vertx;
import java.time.Clock;

class PostgresProjectionFollowerTest extends ProjectionFollowerContract {
    private final String url = TestPostgres.sharedDatabase();
    private final String schema = TestPostgres.freshSchema();

    @Override
    Node open(Vertx on) {
        PostgresDatabase database = Await.result(PostgresDatabase.open(on, DatabaseUrl.parse(url), schema));
        return new Node(
                database,
                Await.result(PostgresEventLog.open("main", database, on, Clock.systemUTC(), AppendMeter.NONE)));
    }
}
