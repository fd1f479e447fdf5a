package dev.signalbox.hub.inbound;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestPostgres;

class PostgresInboundTest extends InboundContract {
    @Override
    HubConfig on(HubConfig plain) {
        return plain.onPostgres(TestPostgres.freshDatabase());
    }
}
