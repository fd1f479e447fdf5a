package dev.signalbox.hub.notification;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import java.nio.file.Path;

class SqliteOvertakenAlertsTest extends OvertakenAlertsContract {
    @Override
    TestNode open(Path folder, TestClock clock) {
        return TestNode.sqlite(folder, clock);
    }
}
