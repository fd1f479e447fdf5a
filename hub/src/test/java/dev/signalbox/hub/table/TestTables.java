package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.RowSchema;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** Tables as tests declare them. */
public final class TestTables {
    private static final String SCHEMA = """
            {'type': 'object', 'additionalProperties': false, 'required': ['id'], 'properties': {
              'id': {'type': 'string'}, 'state': {'enum': ['running', 'done', 'failed']}, 'owner': {'type': 'string'},
              'points': {'type': 'number'}, 'urgent': {'type': 'boolean'}, 'note': {'type': ['string', 'null']},
              'more': {'type': 'object'}}}""";

    private TestTables() {}

    /** {@code tasks}, merged field by field: written by bot and user, read by all. */
    public static TableDeclaration tasks() {
        return table("tasks", Change.MERGE);
    }

    /** {@code runs}, replaced as a whole. */
    public static TableDeclaration runs() {
        return table("runs", Change.REPLACE);
    }

    /** {@code clicks}, appended, kept for a day. */
    public static TableDeclaration clicks() {
        return new TableDeclaration(
                "clicks",
                "id",
                json(SCHEMA),
                Set.of("bot"),
                Set.of("daemon", "user"),
                Change.APPEND,
                null,
                Duration.ofDays(1),
                "a test");
    }

    /** {@code secrets}, which never leave the daemon. */
    public static TableDeclaration secrets() {
        return new TableDeclaration(
                "secrets", "id", json("{}"), Set.of(), Set.of(), Change.ISOLATED, "daemon", null, "a test");
    }

    public static TableDeclaration table(String name, Change change) {
        return new TableDeclaration(
                name,
                "id",
                json(SCHEMA),
                Set.of("bot", "user"),
                Set.of(OwnershipMatrix.ALL),
                change,
                null,
                null,
                "a test");
    }

    static RowRules rules(TableDeclaration table) {
        RowSchema schema = RowSchema.compile(table.schema());
        return new RowRules(table, schema::faults);
    }

    /** JSON with single quotes. */
    public static ObjectNode json(String text) {
        byte[] utf8 = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return (ObjectNode) Json.read(utf8, JsonNode.class);
    }
}
