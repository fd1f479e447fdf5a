package dev.signalbox.hub.operator;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;

class PostgresArchiveDoorTest extends ArchiveDoorContract {
    private final String url = TestPostgres.freshDatabase();

    @Override
    TestHub start() {
        return TestHub.onPostgres(data, url);
    }

    @Override
    void damage(String sql) {
        TestPostgres.run(url, sql.replace("events", "signalbox_main.events"));
    }
}
