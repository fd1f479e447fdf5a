package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteSpacesTest extends SpacesContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.start(folder);
    }
}
