package dev.signalbox.hub.ownership;

import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.RowSchema;
import dev.signalbox.hub.matrix.TableContents;
import dev.signalbox.wire.EventTypes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what a change of the matrix would leave without an owner: rows of a table that is gone or would mean
 * something else, rows that break a narrower schema, valid keys of a role that is gone. Any thread.
 *
 * @param keysOfRole names of the keys with a role that open at this moment
 */
public record Orphans(TableContents contents, Function<String, List<String>> keysOfRole) {
    /** Rows of one table that are named; when they are mended the rest shows. */
    private static final int NAMED_MAX = 5;

    /** The reasons against the change, each with what to do first; empty when nothing is left behind. */
    Future<List<String>> of(MatrixChange change, OwnershipMatrix after) {
        List<Future<@Nullable String>> looking = new ArrayList<>();
        for (String role : change.removedRoles()) looking.add(Future.succeededFuture(keysLeft(role)));
        Set<String> emptied = new TreeSet<>(change.removedTables());
        emptied.addAll(change.reshaped());
        for (String table : emptied)
            looking.add(rowsLeft(table, change.removedTables().contains(table)));
        for (String table : change.rescheduled()) {
            if (!emptied.contains(table)) looking.add(rowsThatBreak(table, after.rowSchema(table)));
        }
        return Future.join(looking).map(looked -> {
            List<String> reasons = new ArrayList<>();
            for (Future<@Nullable String> each : looking) if (each.result() != null) reasons.add(each.result());
            return reasons;
        });
    }

    /** What must not come behind a position that was looked up to; null when the change leaves nothing to look for. */
    static @Nullable Quiet quiet(MatrixChange change, long position) {
        Set<String> types = new TreeSet<>();
        for (Set<String> tables : List.of(change.removedTables(), change.reshaped(), change.rescheduled())) {
            for (String table : tables) types.add(table + ".*");
        }
        if (!change.removedRoles().isEmpty()) types.add(EventTypes.KEY_CREATED);
        return types.isEmpty() ? null : new Quiet(EventFilter.types(List.copyOf(types)), position);
    }

    private @Nullable String keysLeft(String role) {
        List<String> keys = keysOfRole.apply(role);
        if (keys.isEmpty()) return null;
        return "role " + role + " is removed, but keys have it: " + String.join(", ", keys)
                + ". Revoke them first: signalbox keys revoke NAME";
    }

    private Future<@Nullable String> rowsLeft(String table, boolean removed) {
        return contents.rows(table).map(rows -> {
            if (rows == 0) return null;
            return "table " + table + " has " + rows + " rows, which "
                    + (removed ? "nobody could read any more" : "were written under another key or way to change")
                    + ". Delete them first, or give the " + (removed ? "table back" : "new form another name");
        });
    }

    private Future<@Nullable String> rowsThatBreak(String table, RowSchema schema) {
        return contents.breaking(table, schema, NAMED_MAX).map(rows -> {
            if (rows.isEmpty()) return null;
            return "table " + table + " has rows that break the new fields: " + String.join("; ", rows)
                    + ". Change these rows first, or widen the fields";
        });
    }
}
