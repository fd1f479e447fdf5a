package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteSpaceRoomTest extends SpaceRoomContract {
    @Override
    TestHub start(int room, Path folder) {
        return TestHub.withRoomFor(room, folder, null);
    }
}
