package dev.signalbox.hub.hook;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresHooksTest extends HooksContract {
    @Override
    TestHub open(Path data, Path file) {
        HubConfig plain = HubConfig.embedded(data, 0);
        HubConfig settled = new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file);
        return TestHub.start(settled.onPostgres(TestPostgres.freshDatabase()), new TestClock());
    }
}
