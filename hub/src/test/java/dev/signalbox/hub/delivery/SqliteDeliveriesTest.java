package dev.signalbox.hub.delivery;

import dev.signalbox.hub.HubConfig;

class SqliteDeliveriesTest extends DeliveriesContract {
    @Override
    HubConfig on(HubConfig plain) {
        return plain;
    }
}
