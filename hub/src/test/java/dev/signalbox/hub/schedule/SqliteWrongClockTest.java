package dev.signalbox.hub.schedule;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteWrongClockTest extends WrongClockContract {
    @Override
    TestHub start(Path folder, TestClock clock) {
        return TestHub.start(folder, clock);
    }
}
