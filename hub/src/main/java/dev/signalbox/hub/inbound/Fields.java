package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.PointerStep;
import dev.signalbox.wire.Times;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object that a tool sent, read one by one: a null is a field that is not there, and a wrong type
 * fails with an {@link InvalidInput} that names the field. Fields that nobody reads are no fault.
 *
 * @param at pointer to the object
 */
record Fields(JsonNode node, String at) {
    /** Fails with {@link InvalidInput} for what is no object. */
    static Fields of(JsonNode node, String at) {
        if (node.isObject()) return new Fields(node, at);
        throw new InvalidInput(at, (at.isEmpty() ? "the body" : at) + " must be a JSON object");
    }

    String pointer(String name) {
        return at + "/" + PointerStep.of(name);
    }

    @Nullable
    JsonNode value(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String name) {
        return value(name) != null;
    }

    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        if (value == null) return null;
        if (value.isTextual()) return value.textValue();
        throw wrong(name, "a text");
    }

    /** A text or a number, as ids are. */
    @Nullable
    String id(String name) {
        JsonNode value = value(name);
        if (value == null) return null;
        if (value.isTextual() || value.isNumber()) return value.asText();
        throw wrong(name, "a text or a number");
    }

    /** Fails with {@link InvalidInput} also when it is missing or blank. */
    String required(String name) {
        String text = text(name);
        if (text != null && !text.isBlank()) return text;
        throw new InvalidInput(pointer(name), name + " is missing; it must be a text");
    }

    @Nullable
    Integer number(String name) {
        JsonNode value = value(name);
        if (value == null) return null;
        if (value.isIntegralNumber() && value.canConvertToInt()) return value.intValue();
        throw wrong(name, "a whole number");
    }

    /** Null also for the year 1, with which programs in Go say that there is none. */
    @Nullable
    Instant time(String name) {
        String text = text(name);
        if (text == null || text.isBlank() || text.startsWith("0001-01-01")) return null;
        try {
            return Times.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(pointer(name), name + ": " + e.getMessage());
        }
    }

    @Nullable
    Fields object(String name) {
        JsonNode value = value(name);
        if (value == null) return null;
        if (value.isObject()) return new Fields(value, pointer(name));
        throw wrong(name, "an object");
    }

    /** An object of texts; numbers and the like are read as texts. Empty when it is not there. */
    Map<String, String> texts(String name) {
        Map<String, String> texts = new TreeMap<>();
        Fields object = object(name);
        if (object == null) return texts;
        for (Map.Entry<String, JsonNode> entry : object.node().properties()) {
            JsonNode value = entry.getValue();
            if (value.isNull()) continue;
            if (!value.isValueNode()) throw object.wrong(entry.getKey(), "a text");
            texts.put(entry.getKey(), value.asText());
        }
        return texts;
    }

    InvalidInput wrong(String name, String wanted) {
        return new InvalidInput(pointer(name), name + " must be " + wanted);
    }
}
