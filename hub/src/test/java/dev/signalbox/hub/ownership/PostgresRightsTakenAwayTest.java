package dev.signalbox.hub.ownership;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;
import java.util.List;

/** Two nodes: rights are taken away at one, and events are read at the other. */
class PostgresRightsTakenAwayTest extends RightsTakenAwayContract {
    @Override
    List<TestHub> hubs(Path folder) {
        String url = TestPostgres.freshDatabase();
        return List.of(TestHub.onPostgres(folder, url), TestHub.onPostgres(folder, url));
    }
}
