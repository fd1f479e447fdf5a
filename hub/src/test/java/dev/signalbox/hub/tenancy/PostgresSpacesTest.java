package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresSpacesTest extends SpacesContract {
    private final String database = TestPostgres.freshDatabase();

    @Override
    TestHub start(Path folder) {
        return TestHub.onPostgres(folder, database);
    }
}
