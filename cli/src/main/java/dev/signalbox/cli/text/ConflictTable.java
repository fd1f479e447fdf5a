package dev.signalbox.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A version conflict as a table: what was there, what others made of it and who, what the caller wanted. */
public final class ConflictTable {
    private ConflictTable() {}

    /** The lines; none when the problem does not say both sides. */
    public static List<String> of(Problem problem, Ink ink) {
        JsonNode current = problem.current();
        JsonNode wanted = problem.wanted();
        if (current == null || wanted == null) return List.of();
        Map<String, Theirs> theirs = theirs(current.path("changes"));
        Map<String, JsonNode> yours = new LinkedHashMap<>();
        wanted.path("body").properties().forEach(field -> yours.put(field.getKey(), field.getValue()));
        List<String> fields = new ArrayList<>(theirs.keySet());
        yours.keySet().stream().filter(field -> !fields.contains(field)).forEach(fields::add);
        JsonNode resource = current.path("resource");
        Table table = new Table(
                ink,
                "FIELD",
                "WHEN YOU READ IT",
                "NOW",
                "YOURS (" + wanted.path("by").asText() + ")");
        for (String field : fields) {
            Theirs change = theirs.get(field);
            JsonNode now = resource.get(field);
            String by = change == null ? "" : "  (" + change.by() + ")";
            JsonNode mine = yours.get(field);
            table.row(
                    field,
                    FieldText.shown(field, change == null ? now : change.before()),
                    FieldText.shown(field, now) + by,
                    mine == null
                            ? null
                            : mine.asText().isEmpty() && !mine.isArray() ? "(none)" : FieldText.shown(field, mine));
        }
        List<String> lines = new ArrayList<>(table.toString().lines().toList());
        String key = resource.path("key").asText();
        String history = resource.hasNonNull("table")
                ? "table history " + resource.path("table").asText()
                : "roadmap history";
        lines.add("Both sides in full: signalbox " + history + " \"" + key + "\"; then repeat what still holds.");
        return lines;
    }

    /** A field that others changed: what it was before the first of them, and who was the last. */
    private record Theirs(@Nullable JsonNode before, String by) {}

    private static Map<String, Theirs> theirs(JsonNode changes) {
        Map<String, Theirs> theirs = new LinkedHashMap<>();
        for (JsonNode change : changes) {
            String by = change.path("by").asText();
            for (JsonNode field : change.path("changes")) {
                String name = field.path("field").asText();
                Theirs first = theirs.get(name);
                theirs.put(name, new Theirs(first == null ? field.get("before") : first.before(), by));
            }
        }
        return theirs;
    }
}
