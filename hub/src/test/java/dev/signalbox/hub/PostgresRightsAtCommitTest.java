package dev.signalbox.hub;

import java.nio.file.Path;
import java.util.List;

/** Two nodes: rights are taken away at one, and commands are sent at the other. */
class PostgresRightsAtCommitTest extends RightsAtCommitContract {
    @Override
    List<TestHub> hubs(Path folder, Engine.Choice gated) {
        String url = TestPostgres.freshDatabase();
        return List.of(
                TestHub.onPostgres(folder, url),
                TestHub.start(HubConfig.embedded(folder, 0).onPostgres(url), new TestClock(), gated));
    }
}
