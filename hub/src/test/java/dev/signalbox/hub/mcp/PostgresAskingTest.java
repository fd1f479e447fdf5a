package dev.signalbox.hub.mcp;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresAskingTest extends AskingContract {
    @Override
    TestHub open(Path folder) {
        return TestHub.onPostgres(folder, TestPostgres.freshDatabase());
    }
}
