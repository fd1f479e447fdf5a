package dev.signalbox.hub.inbound;

import dev.signalbox.hub.HubConfig;

class SqliteInboundTest extends InboundContract {
    @Override
    HubConfig on(HubConfig plain) {
        return plain;
    }
}
