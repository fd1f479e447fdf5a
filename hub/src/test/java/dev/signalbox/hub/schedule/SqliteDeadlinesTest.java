package dev.signalbox.hub.schedule;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import java.nio.file.Path;

class SqliteDeadlinesTest extends DeadlinesContract {
    @Override
    TestNode open(Path folder, TestClock clock) {
        return TestNode.sqlite(folder, clock);
    }
}
