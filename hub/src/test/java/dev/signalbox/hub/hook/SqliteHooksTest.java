package dev.signalbox.hub.hook;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteHooksTest extends HooksContract {
    @Override
    TestHub open(Path data, Path file) {
        HubConfig plain = HubConfig.embedded(data, 0);
        return TestHub.start(
                new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file), new TestClock());
    }
}
