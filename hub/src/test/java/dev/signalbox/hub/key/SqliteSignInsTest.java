package dev.signalbox.hub.key;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteSignInsTest extends SignInsContract {
    @Override
    TestHub start(Path data) {
        return TestHub.start(data);
    }
}
