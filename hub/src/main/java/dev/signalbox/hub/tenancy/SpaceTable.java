package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.wire.resource.HubSpace;
import java.util.Set;

/** The table {@code spaces}: one row a space, also of those that are gone. Beside what the API shows it has hashes. */
public final class SpaceTable {
    public static final FoldedTable<SpaceState> SPACES = FoldedTable.of("spaces", SpaceCommands.SPACES)
            .resource(
                    HubSpace.class,
                    SpaceState::resource,
                    made -> new SpaceState(made, Set.of(), false, null, false),
                    "key")
            .extra(SpaceState::beside, SpaceState::withBeside)
            .declared();

    private SpaceTable() {}
}
