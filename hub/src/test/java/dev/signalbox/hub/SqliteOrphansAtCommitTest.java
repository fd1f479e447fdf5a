package dev.signalbox.hub;

import java.nio.file.Path;
import java.util.List;

class SqliteOrphansAtCommitTest extends OrphansAtCommitContract {
    @Override
    List<TestHub> hubs(Path folder, Engine.Choice gated) {
        return List.of(TestHub.start(HubConfig.embedded(folder, 0), new TestClock(), gated));
    }
}
