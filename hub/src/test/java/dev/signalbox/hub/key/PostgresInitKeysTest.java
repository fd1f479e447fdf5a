package dev.signalbox.hub.key;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresInitKeysTest extends InitKeysContract {
    private final String database = TestPostgres.freshDatabase();

    @Override
    HubConfig config(Path data) {
        return HubConfig.embedded(data, 0).onPostgres(database);
    }
}
