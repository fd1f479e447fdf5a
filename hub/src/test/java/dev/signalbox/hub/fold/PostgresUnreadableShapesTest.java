package dev.signalbox.hub.fold;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresUnreadableShapesTest extends UnreadableShapesContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.onPostgres(folder, TestPostgres.freshDatabase());
    }
}
