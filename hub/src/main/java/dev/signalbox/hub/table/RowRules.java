package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.JsonValues;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.PointerStep;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Problem.FieldError;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.RowKey;
import dev.signalbox.wire.resource.RowEvent;
import dev.signalbox.wire.resource.RowEvent.RowAppended;
import dev.signalbox.wire.resource.RowEvent.RowDeleted;
import dev.signalbox.wire.resource.RowEvent.RowPatched;
import dev.signalbox.wire.resource.RowEvent.RowPut;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The decisions about rows of one table: pure functions that return events or throw {@link Refused} or
 * {@link InvalidInput}. No event means that the row is already as it was wished.
 *
 * @param faults what in a whole row breaks the schema, with pointers into the row
 */
record RowRules(TableDeclaration table, Function<JsonNode, List<FieldError>> faults) {

    /**
     * The row is this from now on.
     *
     * @param expected the version that the caller knows, 0 for "there is none"; null for any
     */
    List<RowEvent> put(RowState state, String key, JsonNode wish, @Nullable Long expected) {
        refuseUnlessTaken("table.put");
        ObjectNode row = keyed(key, wish);
        refuseFaults(row, "/row");
        refuseStale(state, key, expected);
        return state.exists() && JsonValues.same(state.row(), row) ? List.of() : List.of(new RowPut(row));
    }

    /**
     * Some fields become this. A stale version is no conflict when nobody has touched these fields since: patches of
     * different fields get on with each other.
     */
    List<RowEvent> patch(RowState state, String key, JsonNode patch, @Nullable Long expected) {
        refuseUnlessTaken("table.patch");
        if (!state.exists()) throw missing(key, "put it first");
        ObjectNode row = JsonValues.merged(state.row(), patch);
        if (!JsonValues.same(row.get(table.key()), state.row().get(table.key()))) {
            throw new InvalidInput(
                    "/fields/" + PointerStep.of(table.key()),
                    "the key of a row never changes; delete this row and put another");
        }
        refuseFaults(row, "/fields");
        refuseTouched(state, key, patch, expected);
        ObjectNode fields = Json.object();
        List<String> removed = new ArrayList<>();
        patch.fieldNames().forEachRemaining(name -> {
            JsonNode next = row.get(name);
            if (JsonValues.same(state.row().get(name), next)) return;
            if (next == null) removed.add(name);
            else fields.set(name, next);
        });
        return fields.isEmpty() && removed.isEmpty() ? List.of() : List.of(new RowPatched(fields, removed));
    }

    /** @param byHub whether the hub itself does it, when retention ends */
    List<RowEvent> delete(RowState state, String key, @Nullable Long expected, boolean byHub) {
        if (!byHub) refuseUnlessTaken("table.delete");
        if (state.version() == 0) throw missing(key, "there is nothing to delete");
        refuseStale(state, key, expected);
        return state.exists() ? List.of(new RowDeleted()) : List.of();
    }

    /** One more row, for ever. The same row again changes nothing; another one under its key is refused. */
    List<RowEvent> append(RowState state, String key, JsonNode wish) {
        ObjectNode row = toAppend(key, wish);
        if (state.exists() && JsonValues.same(state.row(), row)) return List.of();
        if (state.version() > 0) {
            throw conflict(
                    state,
                    key,
                    table.name() + " has had a row " + key
                            + ", and its rows never change; append under a key of its own");
        }
        return List.of(new RowAppended(row));
    }

    /** The key of a row to append: its key field, else what the target says, else the command's id. */
    String keyToAppend(JsonNode wish, @Nullable String targeted, String commandId) {
        JsonNode field = wish.get(table.key());
        String pointer = "/row/" + PointerStep.of(table.key());
        if (field != null && !field.isTextual()) throw new InvalidInput(pointer, "the key of a row is a text");
        String key = field != null ? field.textValue() : targeted != null ? targeted : commandId;
        if (targeted != null && !key.equals(targeted)) {
            throw new InvalidInput(
                    pointer, "the target names the row " + targeted + "; leave the key field out or repeat it");
        }
        if (!RowKey.isRowKey(key)) throw new InvalidInput(field != null ? pointer : "/target", keyHelp());
        return key;
    }

    static String keyHelp() {
        return "a row's key has 1 to " + Limits.ROW_KEY_CHARS_MAX + " printable characters and is not . or ..";
    }

    private ObjectNode toAppend(String key, JsonNode wish) {
        refuseUnlessTaken("table.append");
        ObjectNode row = keyed(key, wish);
        refuseFaults(row, "/row");
        return row;
    }

    private ObjectNode keyed(String key, JsonNode wish) {
        JsonNode field = wish.get(table.key());
        if (field != null && !(field.isTextual() && field.textValue().equals(key))) {
            throw new InvalidInput(
                    "/row/" + PointerStep.of(table.key()),
                    table.key() + " is the key, so here it must be \"" + key + "\", or be left out");
        }
        if (field != null) return (ObjectNode) wish;
        ObjectNode row = Json.object().put(table.key(), key);
        return row.setAll((ObjectNode) wish);
    }

    private void refuseUnlessTaken(String command) {
        if (table.change().commands().contains(command)) return;
        String others = String.join(", ", new TreeSet<>(table.change().commands()));
        String reason =
                switch (table.change()) {
                    case APPEND -> "is append-only, its rows never change";
                    case REPLACE -> "has rows that change as a whole";
                    default -> "changes by " + table.change().word();
                };
        throw new Refused(
                ProblemCode.FORBIDDEN,
                table.name() + " " + reason + ", so nobody may send " + command + " to it; it takes " + others);
    }

    private void refuseFaults(ObjectNode row, String where) {
        List<FieldError> found = faults.apply(row);
        if (found.isEmpty()) return;
        List<FieldError> errors = found.stream()
                .map(fault -> new FieldError(where + fault.pointer(), fault.detail()))
                .toList();
        FieldError first = errors.get(0);
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more, see errors)";
        throw new Refused(Problem.of(
                        ProblemCode.INVALID,
                        "the row does not fit the schema of " + table.name() + ": " + first.pointer() + " "
                                + first.detail() + more)
                .withErrors(errors));
    }

    private void refuseStale(RowState state, String key, @Nullable Long expected) {
        if (expected == null || expected == state.version() || (expected == 0 && !state.exists())) return;
        throw conflict(
                state,
                key,
                nameOf(key) + " is at version " + state.version() + ", you expected " + expected
                        + ". Look at what changed, then repeat with the present version");
    }

    private void refuseTouched(RowState state, String key, JsonNode patch, @Nullable Long expected) {
        if (expected == null || expected == state.version()) return;
        if (expected < state.created().version() || expected > state.version()) {
            refuseStale(state, key, expected);
            return;
        }
        Set<String> touched = new TreeSet<>();
        for (Iterator<String> names = patch.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (state.originOf(name).version() > expected) touched.add(name);
        }
        if (touched.isEmpty()) return;
        String first = touched.iterator().next();
        throw conflict(
                state,
                key,
                nameOf(key) + " changed since version " + expected + " in " + String.join(", ", touched) + ", which "
                        + state.originOf(first).by()
                        + " set. Look at it, then repeat with version " + state.version());
    }

    private Refused conflict(RowState state, String key, String detail) {
        Problem problem = Problem.of(ProblemCode.VERSION_CONFLICT, detail);
        if (state.version() == 0) return new Refused(problem);
        return new Refused(problem.withCurrent(Json.object()
                .put("version", state.version())
                .set("resource", Json.tree(state.resource(table.name(), key, Change.MERGE)))));
    }

    private Refused missing(String key, String next) {
        return new Refused(ProblemCode.NOT_FOUND, "there is no row " + nameOf(key) + "; " + next);
    }

    private String nameOf(String key) {
        return table.name() + "/" + key;
    }
}
