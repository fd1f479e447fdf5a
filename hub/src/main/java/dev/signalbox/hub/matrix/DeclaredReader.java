package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.PointerStep;
import dev.signalbox.wire.Problem.FieldError;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the declaration of one table: who writes, who reads, how it changes, and the form of its rows. */
record DeclaredReader(MatrixReader file, String name, String at) {
    private static final List<String> WORDS =
            List.of("key", "change", "writers", "readers", "fields", "required", "retention", "why");
    private static final List<String> WORDS_OF_ISOLATED = List.of("change", "why");
    private static final String CHANGES = "append, replace, merge or {isolated: <role>}";
    private static final int FIELDS_MAX = 200;
    private static final int FIELD_CHARS_MAX = 100;

    /** The table; null after a fault. */
    @Nullable
    TableDeclaration read(JsonNode node) {
        if (node.path("change").isObject()) return readIsolated(node);
        if (!file.hasOnly(at, node, WORDS)) return null;
        Change change = change(node.path("change"));
        String why = file.text(at + "/why", node.path("why"));
        String key = node.has("key") ? file.text(at + "/key", node.path("key")) : "id";
        Set<String> writers = file.roleSet(at + "/writers", node.path("writers"), false);
        Set<String> readers = file.roleSet(at + "/readers", node.path("readers"), false);
        JsonNode schema = schema(node, key);
        boolean ends = node.has("retention");
        Duration retention = ends ? file.retention(at + "/retention", node.path("retention"), "") : null;
        if (change == null || why == null || key == null || writers == null || readers == null) return null;
        if (schema == null || (ends && retention == null) || !TableDeclaration.isName(name)) return null;
        return new TableDeclaration(name, key, schema, writers, readers, change, null, retention, why);
    }

    private @Nullable TableDeclaration readIsolated(JsonNode node) {
        file.hasOnly(at, node, WORDS_OF_ISOLATED);
        file.hasOnly(at + "/change", node.path("change"), List.of("isolated"));
        String role = node.path("change").path("isolated").asText();
        String why = file.text(at + "/why", node.path("why"));
        if (!file.knowsRole(role)) {
            file.fault(at + "/change", "must name a role that exists, {isolated: daemon}, not \"" + role + "\"");
            return null;
        }
        if (why == null || !TableDeclaration.isName(name)) return null;
        return new TableDeclaration(name, "id", Json.object(), Set.of(), Set.of(), Change.ISOLATED, role, null, why);
    }

    private @Nullable Change change(JsonNode node) {
        String word = node.asText();
        for (Change change : List.of(Change.APPEND, Change.REPLACE, Change.MERGE)) {
            if (change.word().equals(word)) return change;
        }
        String wrong = node.isMissingNode() ? "is missing; write " : "must be ";
        file.fault(at + "/change", wrong + CHANGES + (word.isEmpty() ? "" : ", not " + word.toLowerCase(Locale.ROOT)));
        return null;
    }

    /** The schema of a whole row; null after a fault. Without {@code fields} any field will do. */
    private @Nullable JsonNode schema(JsonNode node, @Nullable String key) {
        ObjectNode schema = Json.object().put("type", "object");
        Map<String, JsonNode> fields = file.fields(at + "/fields", node.path("fields"));
        boolean good = areSchemas(fields, node.path("fields"));
        if (node.has("fields")) {
            schema.set("properties", node.path("fields"));
            schema.put("additionalProperties", false);
            if (key != null && !fields.containsKey(key)) {
                file.fault(
                        at + "/fields",
                        "the key \"" + key + "\" must be one of the fields: " + key + ": {type: string}");
                good = false;
            }
            String type = fields.getOrDefault(String.valueOf(key), Json.object())
                    .path("type")
                    .asText("string");
            if (!type.equals("string")) {
                file.fault(
                        at + "/fields/" + PointerStep.of(String.valueOf(key)), "the key is text; write {type: string}");
                good = false;
            }
        }
        ArrayNode required = required(node.path("required"), fields.keySet(), node.has("fields"));
        if (required == null || !good) return null;
        if (!required.isEmpty()) schema.set("required", required);
        try {
            if (node.has("fields") && !file.isShipped()) RowSchema.compile(schema);
            return schema;
        } catch (IllegalArgumentException e) {
            file.fault(at + "/fields", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private boolean areSchemas(Map<String, JsonNode> fields, JsonNode node) {
        if (fields.size() > FIELDS_MAX) {
            file.fault(at + "/fields", "at most " + FIELDS_MAX + " fields");
            return false;
        }
        boolean good = true;
        for (String field : fields.keySet()) {
            if (!field.isBlank()
                    && field.length() <= FIELD_CHARS_MAX
                    && field.chars().noneMatch(Character::isISOControl)) {
                continue;
            }
            file.fault(
                    at + "/fields/" + PointerStep.of(field),
                    "a field has 1 to " + FIELD_CHARS_MAX + " printable characters");
            good = false;
        }
        if (fields.isEmpty() || file.isShipped()) return good;
        for (FieldError fault : FieldSchemas.faults(node)) {
            file.fault(at + "/fields" + fault.pointer(), fault.detail());
            good = false;
        }
        return good;
    }

    private @Nullable ArrayNode required(JsonNode node, Set<String> known, boolean closed) {
        ArrayNode required = Json.object().arrayNode();
        if (node.isMissingNode()) return required;
        if (!node.isArray()) {
            file.fault(at + "/required", "must be a list of fields: [id, state]");
            return null;
        }
        Set<String> seen = new HashSet<>();
        boolean good = true;
        for (int i = 0; i < node.size(); i++) {
            String field = node.path(i).asText();
            if (closed && !known.contains(field)) {
                file.fault(
                        at + "/required/" + i,
                        "unknown field \"" + field + "\"; known are " + String.join(", ", known));
                good = false;
            } else if (field.isEmpty() || !seen.add(field)) {
                file.fault(at + "/required/" + i, "must name each field once");
                good = false;
            } else {
                required.add(field);
            }
        }
        return good ? required : null;
    }
}
