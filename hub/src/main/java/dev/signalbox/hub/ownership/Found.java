package dev.signalbox.hub.ownership;

import dev.signalbox.hub.matrix.TableContents.Breaking;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands in the store of all that two matrices differ in: the third side of a plan. Data alone.
 *
 * @param tables of declared tables that the differences are about, by name
 * @param keysOfRole names of the keys that open, of roles that lose something
 * @param traces that are over by the new retention
 */
record Found(Map<String, Table> tables, Map<String, List<String>> keysOfRole, long traces) {
    static final Found NOTHING = new Found(Map.of(), Map.of(), 0);

    Found {
        tables = Map.copyOf(tables);
        keysOfRole = Map.copyOf(keysOfRole);
    }

    /**
     * One declared table.
     *
     * @param rows that are there
     * @param gone rows that were deleted, and whose history is kept
     * @param over rows that are over at once by the new retention
     * @param breaking rows that do not fit the new fields
     * @param senders keys that wrote it of late
     * @param oldShape those of them whose newest write does not fit the new fields
     */
    record Table(long rows, long gone, long over, Breaking breaking, Set<String> senders, Set<String> oldShape) {
        static final Table EMPTY = new Table(0, 0, 0, Breaking.NONE, Set.of(), Set.of());

        Table {
            senders = Set.copyOf(senders);
            oldShape = Set.copyOf(oldShape);
        }
    }

    Table table(String name) {
        return tables.getOrDefault(name, Table.EMPTY);
    }

    /** Names of the keys that have one of the roles. */
    List<String> keysOf(Set<String> roles) {
        return roles.stream()
                .flatMap(role -> keysOfRole.getOrDefault(role, List.of()).stream())
                .distinct()
                .sorted()
                .toList();
    }
}
