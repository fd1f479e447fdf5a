package dev.signalbox.hub.fold;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteUnreadableShapesTest extends UnreadableShapesContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.start(folder);
    }
}
