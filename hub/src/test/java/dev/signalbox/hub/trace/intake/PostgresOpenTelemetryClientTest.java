package dev.signalbox.hub.trace.intake;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresOpenTelemetryClientTest extends OpenTelemetryClientContract {
    @Override
    TestHub start(Path data) {
        return TestHub.onPostgres(data, TestPostgres.freshDatabase());
    }
}
