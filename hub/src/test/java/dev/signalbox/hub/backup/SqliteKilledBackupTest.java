package dev.signalbox.hub.backup;

import dev.signalbox.hub.HubProcess;
import java.nio.file.Path;

class SqliteKilledBackupTest extends KilledBackupContract {
    @Override
    HubProcess.Launch launch(Path data) {
        return HubProcess.Launch.on(data, null);
    }
}
