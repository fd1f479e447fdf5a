package dev.signalbox.hub.delivery;

import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.wire.delivery.Endpoint;

/** The table {@code endpoints}: one row an endpoint. */
public final class EndpointTable {
    static final FoldedTable<EndpointState> ENDPOINTS = FoldedTable.of("endpoints", EndpointCommands.ENDPOINTS)
            .resource(
                    Endpoint.class,
                    EndpointState::resource,
                    made -> new EndpointState(made, EndpointState.NONE.beside(), false),
                    "secret",
                    "delivery")
            .goes(EndpointState::deleted, EndpointState::gone)
            .extra(EndpointState::kept, EndpointState::withKept)
            .declared();

    private EndpointTable() {}

    /** What keeps the rows. */
    public static Projection projection() {
        return ENDPOINTS.projection();
    }
}
