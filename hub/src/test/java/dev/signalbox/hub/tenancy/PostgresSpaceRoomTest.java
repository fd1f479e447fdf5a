package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresSpaceRoomTest extends SpaceRoomContract {
    @Override
    TestHub start(int room, Path folder) {
        return TestHub.withRoomFor(room, folder, TestPostgres.freshDatabase());
    }
}
