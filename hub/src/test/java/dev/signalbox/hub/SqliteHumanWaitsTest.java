package dev.signalbox.hub;

import java.nio.file.Path;

class SqliteHumanWaitsTest extends HumanWaitsContract {
    @Override
    HubConfig fresh(Path folder) {
        return HubConfig.embedded(folder, 0);
    }
}
