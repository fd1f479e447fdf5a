package dev.signalbox.hub.notification;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresOvertakenAlertsTest extends OvertakenAlertsContract {
    private final String schema = TestPostgres.freshSchema();

    @Override
    TestNode open(Path folder, TestClock clock) {
        return TestNode.postgres(schema, clock);
    }
}
