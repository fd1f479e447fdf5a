package dev.signalbox.hub;

import java.nio.file.Path;
import java.util.List;

/** Two nodes: commands are held at one, and others are sent at the other. */
class PostgresOrphansAtCommitTest extends OrphansAtCommitContract {
    @Override
    List<TestHub> hubs(Path folder, Engine.Choice gated) {
        String url = TestPostgres.freshDatabase();
        return List.of(
                TestHub.onPostgres(folder, url),
                TestHub.start(HubConfig.embedded(folder, 0).onPostgres(url), new TestClock(), gated));
    }
}
