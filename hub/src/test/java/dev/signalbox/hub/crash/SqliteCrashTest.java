package dev.signalbox.hub.crash;

import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.history.Store;

class SqliteCrashTest extends CrashContract {
    @Override
    HubProcess.Launch launch() {
        return HubProcess.Launch.on(data, null);
    }

    @Override
    Store store() {
        return Store.sqlite(data);
    }

    @Override
    int cycles() {
        return 15;
    }
}
