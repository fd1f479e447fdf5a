package dev.signalbox.hub.log;

import static dev.signalbox.hub.Await.result;

import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import java.sql.Connection;
import java.sql.Statement;

class PostgresEventLogTest extends EventLogContract {
    private final String url = TestPostgres.sharedDatabase();
    private final String schema = TestPostgres.freshSchema();
    private PostgresDatabase database;

    @Override
    EventLog open() {
        database = result(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), schema));
        return result(PostgresEventLog.open("main", database, vertx, clock, AppendMeter.NONE));
    }

    @Override
    void close(EventLog log) {
        result(log.close());
        result(database.close());
    }

    @Override
    AutoCloseable stall() throws Exception {
        Connection holder = TestPostgres.connect(url);
        try (Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + PostgresCommit.lockKey(schema) + ")");
        }
        return holder;
    }
}
