package dev.signalbox.hub.trace.intake;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteOpenTelemetryClientTest extends OpenTelemetryClientContract {
    @Override
    TestHub start(Path data) {
        return TestHub.start(data);
    }
}
