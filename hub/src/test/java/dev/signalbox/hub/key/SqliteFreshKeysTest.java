package dev.signalbox.hub.key;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteFreshKeysTest extends FreshKeysContract {
    @Override
    TestHub start(Path data) {
        return TestHub.start(data);
    }
}
