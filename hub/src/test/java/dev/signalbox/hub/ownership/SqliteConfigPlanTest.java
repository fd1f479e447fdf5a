package dev.signalbox.hub.ownership;

import dev.signalbox.hub.HubConfig;
import java.nio.file.Path;

class SqliteConfigPlanTest extends ConfigPlanContract {
    @Override
    HubConfig config(Path data) {
        return HubConfig.embedded(data, 0);
    }
}
