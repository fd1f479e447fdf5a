package dev.signalbox.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a model was asked or what it said, as text. */
public final class Utterance {
    private Utterance() {}

    /** The words in it, where its form is a known one; else JSON. */
    public static String of(JsonNode value) {
        if (value.isTextual()) return value.textValue();
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            for (JsonNode each : value) parts.add(of(each));
            return value.isEmpty() ? "[]" : String.join("\n", parts);
        }
        if (!value.isObject()) return value.asText();
        for (String inner : List.of("content", "text", "parts", "messages", "message", "answer", "question")) {
            JsonNode held = value.get(inner);
            if (held == null || held.isNull()) continue;
            String role = value.path("role").asText("");
            if (value.size() > 1 && role.isEmpty() && !value.has("type")) break;
            return role.isEmpty() ? of(held) : role + ": " + of(held);
        }
        return value.toString();
    }
}
