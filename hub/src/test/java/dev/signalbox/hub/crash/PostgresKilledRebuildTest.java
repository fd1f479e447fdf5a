package dev.signalbox.hub.crash;

import dev.signalbox.hub.HubProcess.Launch;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.history.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

class PostgresKilledRebuildTest extends KilledRebuildContract {
    private static final String SCHEMA = "signalbox_traces";

    private final String url = TestPostgres.freshDatabase();
    private final Store store = new Store("PostgreSQL", () -> {
        Connection connection = TestPostgres.connect(url);
        connection.setSchema(SCHEMA);
        return connection;
    });

    @Override
    Launch launch(Path folder) {
        return Launch.on(folder, url);
    }

    @Override
    List<String> query(String sql) {
        return TestPostgres.query(url, sql.replace("FROM checkpoints", "FROM " + SCHEMA + ".checkpoints"));
    }

    @Override
    List<String> halfBuilt() {
        return TestPostgres.query(
                url,
                "SELECT tablename FROM pg_tables WHERE schemaname = '" + SCHEMA + "' AND tablename ~ '_[0-9a-f]{8}$'");
    }

    /** What a reader can find; the pages themselves are the server's. */
    @Override
    boolean isKept(String text) {
        return store.read().events().stream().anyMatch(event -> ErasureAfterKillContract.contains(event.data(), text))
                || new TraceTables(store).all().stream().anyMatch(row -> row.contains(text));
    }
}
