package dev.signalbox.hub.backup;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteBackupsTest extends BackupsContract {
    @Override
    TestHub start(Path folder, TestClock clock) {
        return TestHub.start(folder, clock);
    }
}
