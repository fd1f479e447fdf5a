package dev.signalbox.hub.delivery;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestPostgres;

class PostgresDeliveriesTest extends DeliveriesContract {
    @Override
    HubConfig on(HubConfig plain) {
        return plain.onPostgres(TestPostgres.freshDatabase());
    }
}
