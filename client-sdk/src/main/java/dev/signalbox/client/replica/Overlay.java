package dev.signalbox.client.replica;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.outbox.SqliteOutbox;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.JsonValues;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.TableRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this program's own commands will make of rows, as far as that is sure: laid over what is read, never written
 * down. Of commands whose outcome only the hub can tell (an answer to a question, a place in an order) the row only
 * says that it is pending.
 */
record Overlay(ReplicaTable table, @Nullable String declaration) {
    /** Commands looked at for one page; of more, the oldest. */
    static final int COMMANDS_MAX = 10_000;

    /** Commands that the copy has not seen, by the key that they were written for, each key's in order. */
    Map<String, List<Command>> pending(StoreTransaction tx, long position) {
        if (!SqliteOutbox.hasUnseen(tx, position)) return Map.of();
        List<Command> commands = new ArrayList<>(SqliteOutbox.unseen(tx, table.lane(""), position, COMMANDS_MAX));
        if (!table.builtIn())
            commands.addAll(SqliteOutbox.unseenOf(tx, "table/" + table.name(), position, COMMANDS_MAX));
        Map<String, List<Command>> byKey = new LinkedHashMap<>();
        for (Command command : commands) {
            byKey.computeIfAbsent(keyOf(command), key -> new ArrayList<>()).add(command);
        }
        return byKey;
    }

    /** The same for one key. */
    List<Command> pending(StoreTransaction tx, String key, long position) {
        if (!SqliteOutbox.hasUnseen(tx, position)) return List.of();
        List<Command> commands = new ArrayList<>(SqliteOutbox.unseenOf(tx, table.lane(key), position, COMMANDS_MAX));
        if (!table.builtIn()) {
            SqliteOutbox.unseenOf(tx, "table/" + table.name(), position, COMMANDS_MAX).stream()
                    .filter(command -> keyOf(command).equals(key))
                    .forEach(commands::add);
        }
        return commands;
    }

    /**
     * The row with these commands in it; empty when they remove it, or when there is nothing that they could change.
     */
    Optional<ReplicaRow> laidOver(@Nullable TableRow synced, String key, List<Command> commands) {
        TableRow row = synced;
        for (Command command : commands) row = after(row, key, command);
        return row == null ? Optional.empty() : Optional.of(new ReplicaRow(row, !commands.isEmpty()));
    }

    private @Nullable TableRow after(@Nullable TableRow row, String key, Command command) {
        return switch (command.command()) {
            case "table.put" -> with(row, key, command, withKey(command.body().path("row"), key));
            case "table.append", "notification.post", "question.ask", "roadmap.add" ->
                row != null ? row : with(null, key, command, created(command, key));
            case "table.delete", "roadmap.remove" -> null;
            default -> row == null ? null : with(row, key, command, changed(row.row(), command));
        };
    }

    private static JsonNode changed(JsonNode row, Command command) {
        JsonNode body = command.body();
        return switch (command.command()) {
            case "table.patch" -> merged(row, body.path("fields"));
            case "roadmap.update" -> merged(row, body);
            case "roadmap.set-status" -> merged(row, Json.object().set("status", body.path("status")));
            case "notification.acknowledge" -> merged(row, Json.object().put("state", "acknowledged"));
            case "notification.resolve" -> merged(row, Json.object().put("state", "resolved"));
            default -> row;
        };
    }

    private static JsonNode merged(JsonNode row, JsonNode patch) {
        return JsonValues.merged((ObjectNode) row, patch);
    }

    private JsonNode created(Command command, String key) {
        JsonNode body = command.body();
        return switch (command.command()) {
            case "table.append" -> withKey(body.path("row"), key);
            case "notification.post" -> state(body, key, "state", "open");
            case "question.ask" -> state(body, key, "state", "pending");
            default -> state(body, key, "status", "planned");
        };
    }

    private static JsonNode state(JsonNode body, String key, String field, String word) {
        ObjectNode row = body.deepCopy();
        row.put("id", key);
        if (!row.hasNonNull(field)) row.put(field, word);
        return row;
    }

    private JsonNode withKey(JsonNode row, String key) {
        if (row.has(keyField()) || !row.isObject()) return row;
        ObjectNode whole = row.deepCopy();
        return whole.put(keyField(), key);
    }

    private TableRow with(@Nullable TableRow before, String key, Command command, JsonNode row) {
        if (before != null) return before.withRow(row);
        Instant now = Objects.requireNonNullElse(command.occurredAt(), Instant.EPOCH);
        return new TableRow(table.name(), key, 0, 0, null, row, now, "", now, "", null, null);
    }

    /**
     * What stands behind the slash of the command's stream; of a row that is appended to the table itself, what the hub
     * will take.
     */
    private String keyOf(Command command) {
        String target = command.target();
        String lane = table.family() + "/";
        if (target != null && target.startsWith(lane)) return target.substring(lane.length());
        if (target != null && table.builtIn()) return target;
        JsonNode key = table.builtIn()
                ? command.body().path("id")
                : command.body().path("row").path(keyField());
        return key.isTextual() ? key.textValue() : command.id();
    }

    /** Read only when a command asks for it: most reads meet none. */
    private String keyField() {
        SharedTable declared = ReplicaReader.declaration(declaration);
        return declared == null ? "id" : declared.key();
    }
}
