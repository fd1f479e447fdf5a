package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteSpaceIsolationTest extends SpaceIsolationContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.start(folder);
    }
}
