package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresSpaceIsolationTest extends SpaceIsolationContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.onPostgres(folder, TestPostgres.freshDatabase());
    }
}
