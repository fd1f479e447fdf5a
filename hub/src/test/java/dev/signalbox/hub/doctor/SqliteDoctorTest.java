package dev.signalbox.hub.doctor;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.util.List;

class SqliteDoctorTest extends DoctorContract {
    @Override
    TestHub start(Path folder, TestClock clock) {
        return TestHub.start(folder, clock);
    }

    @Override
    List<String> ofTheEngine() {
        return List.of("main.db", "traces.db");
    }
}
