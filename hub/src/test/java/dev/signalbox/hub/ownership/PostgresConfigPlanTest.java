package dev.signalbox.hub.ownership;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresConfigPlanTest extends ConfigPlanContract {
    @Override
    HubConfig config(Path data) {
        return HubConfig.embedded(data, 0).onPostgres(TestPostgres.freshDatabase());
    }
}
