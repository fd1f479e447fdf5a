package dev.signalbox.hub.crash;

import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.history.Store;
import java.sql.Connection;

class PostgresTraceCrashTest extends TraceCrashContract {
    private final String url = TestPostgres.freshDatabase();

    @Override
    HubProcess.Launch launch() {
        return HubProcess.Launch.on(data, url);
    }

    @Override
    Store store() {
        return new Store("PostgreSQL " + TestPostgres.description(), () -> {
            Connection connection = TestPostgres.connect(url);
            connection.setSchema("signalbox_traces");
            return connection;
        });
    }

    @Override
    int cycles() {
        return 3;
    }
}
