package dev.signalbox.hub.key;

import dev.signalbox.hub.HubConfig;
import java.nio.file.Path;

class SqliteInitKeysTest extends InitKeysContract {
    @Override
    HubConfig config(Path data) {
        return HubConfig.embedded(data, 0);
    }
}
