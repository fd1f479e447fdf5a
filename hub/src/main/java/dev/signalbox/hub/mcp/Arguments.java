package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a tool was called with. Names are judged by the tool's schema; values by the route that they are given to, and
 * here only as far as they choose one. What is wrong fails with an {@link InvalidInput} that points to it.
 */
final class Arguments {
    private final JsonNode given;

    private Arguments(JsonNode given) {
        this.given = given;
    }

    /** @param schema of the tool: its properties and which it needs */
    static Arguments of(JsonNode given, JsonNode schema) {
        if (given.isMissingNode()) return of(Json.object(), schema);
        if (!given.isObject()) throw new InvalidInput("", "arguments must be an object");
        List<String> known = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(known::add);
        given.fieldNames().forEachRemaining(name -> {
            if (known.contains(name)) return;
            String shown = name.length() <= 40 ? name : name.substring(0, 40) + "…";
            throw new InvalidInput(
                    "", "unknown argument \"" + shown + "\"; this tool knows " + String.join(", ", known));
        });
        for (JsonNode name : schema.path("required")) {
            if (!given.hasNonNull(name.asText())) {
                throw new InvalidInput("/" + name.asText(), name.asText() + " is missing; give it a value");
            }
        }
        return new Arguments(given);
    }

    /** A text; null when it is absent. */
    @Nullable
    String text(String name) {
        JsonNode value = given.path(name);
        if (value.isMissingNode() || value.isNull()) return null;
        if (value.isTextual()) return value.textValue();
        throw new InvalidInput("/" + name, name + " must be a text");
    }

    /** A text that the tool needs. */
    String required(String name) {
        String text = text(name);
        if (text == null) throw new InvalidInput("/" + name, name + " is missing; give it a value");
        return text;
    }

    /** A whole number within bounds, which are both allowed; {@code standard} when it is absent. */
    int integer(String name, int least, int most, int standard) {
        JsonNode value = given.path(name);
        if (value.isMissingNode() || value.isNull()) return standard;
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            int number = value.intValue();
            if (number >= least && number <= most) return number;
        }
        throw new InvalidInput("/" + name, name + " must be a whole number from " + least + " to " + most);
    }

    /** The version that a write expects; null for any. */
    @Nullable
    Long version() {
        JsonNode value = given.path("version");
        if (value.isMissingNode() || value.isNull()) return null;
        if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0) return value.longValue();
        throw new InvalidInput("/version", "version must be a whole number, as the thing had it when you read it");
    }

    /** Any value; missing when it is absent. */
    JsonNode any(String name) {
        return given.path(name);
    }

    /** All arguments but these, as fields of a body. */
    ObjectNode without(String... names) {
        ObjectNode body = Json.object();
        given.properties().forEach(field -> body.set(field.getKey(), field.getValue()));
        return body.remove(List.of(names));
    }

    /** Those of these arguments that are there, as parameters of a query. */
    Map<String, String> query(String... names) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String name : names) put(query, name, given.path(name), "/" + name);
        return query;
    }

    /**
     * Adds the fields of an object, each as a parameter.
     *
     * @param taken names that mean something else there
     */
    void addFields(String name, Map<String, String> query, Set<String> taken) {
        JsonNode fields = given.path(name);
        if (fields.isMissingNode() || fields.isNull()) return;
        if (!fields.isObject()) throw new InvalidInput("/" + name, name + " must be an object of fields");
        fields.properties().forEach(field -> {
            if (taken.contains(field.getKey())) {
                throw new InvalidInput(
                        "/" + name, "a field with the name " + field.getKey() + " cannot be asked for; read the rows");
            }
            put(query, field.getKey(), field.getValue(), "/" + name + "/" + field.getKey());
        });
    }

    private static void put(Map<String, String> query, String name, JsonNode value, String pointer) {
        if (value.isMissingNode() || value.isNull()) return;
        if (value.isContainerNode()) throw new InvalidInput(pointer, name + " must be a text, a number or a truth");
        query.put(name, value.asText());
    }

    /** SHA-256 of what was given, whatever the order of the names; an id names the wish, and is no part of it. */
    byte[] digest() {
        return Ids.sha256(Json.write(Json.sorted(without("id"))));
    }
}
