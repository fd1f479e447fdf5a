package dev.signalbox.hub.backup;

import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresKilledBackupTest extends KilledBackupContract {
    private final String database = TestPostgres.freshDatabase();

    @Override
    HubProcess.Launch launch(Path data) {
        return HubProcess.Launch.on(data, database);
    }
}
