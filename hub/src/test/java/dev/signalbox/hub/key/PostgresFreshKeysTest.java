package dev.signalbox.hub.key;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresFreshKeysTest extends FreshKeysContract {
    @Override
    TestHub start(Path data) {
        return TestHub.onPostgres(data, TestPostgres.freshDatabase());
    }
}
