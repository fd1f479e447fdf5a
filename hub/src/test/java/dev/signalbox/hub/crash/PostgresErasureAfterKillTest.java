package dev.signalbox.hub.crash;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.history.Store;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.PostgresEventLog;
import io.vertx.core.Vertx;
import java.sql.Connection;

class PostgresErasureAfterKillTest extends ErasureAfterKillContract {
    private static final String SCHEMA = "signalbox_traces";

    private final String url = TestPostgres.freshDatabase();
    private final Store store = new Store("PostgreSQL", () -> {
        Connection connection = TestPostgres.connect(url);
        connection.setSchema(SCHEMA);
        return connection;
    });

    @Override
    TestHub start() {
        return TestHub.onPostgres(data, url);
    }

    @Override
    void append(Append append) {
        Vertx vertx = Vertx.vertx();
        PostgresDatabase database = Await.result(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), SCHEMA));
        appendTo(
                Await.result(PostgresEventLog.open("traces", database, vertx, new TestClock(), AppendMeter.NONE)),
                append);
        Await.result(database.close());
        Await.result(vertx.close());
    }

    /** What a reader can find; the pages themselves are the server's. */
    @Override
    boolean isKept(String text) {
        return store.read().events().stream().anyMatch(event -> contains(event.data(), text))
                || new TraceTables(store).all().stream().anyMatch(row -> row.contains(text));
    }
}
