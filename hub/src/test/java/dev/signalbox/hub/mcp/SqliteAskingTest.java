package dev.signalbox.hub.mcp;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteAskingTest extends AskingContract {
    @Override
    TestHub open(Path folder) {
        return TestHub.start(folder);
    }
}
