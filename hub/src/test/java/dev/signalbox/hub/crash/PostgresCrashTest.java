package dev.signalbox.hub.crash;

import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.history.Store;

class PostgresCrashTest extends CrashContract {
    private final String url = TestPostgres.freshDatabase();

    @Override
    HubProcess.Launch launch() {
        return HubProcess.Launch.on(data, url);
    }

    @Override
    Store store() {
        return Store.postgres(url);
    }

    @Override
    int cycles() {
        return 5;
    }
}
