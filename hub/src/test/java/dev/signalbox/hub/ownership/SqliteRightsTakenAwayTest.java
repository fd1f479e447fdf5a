package dev.signalbox.hub.ownership;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.util.List;

class SqliteRightsTakenAwayTest extends RightsTakenAwayContract {
    @Override
    List<TestHub> hubs(Path folder) {
        return List.of(TestHub.start(folder));
    }
}
