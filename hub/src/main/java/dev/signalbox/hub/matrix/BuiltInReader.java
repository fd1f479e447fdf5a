package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.PointerStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a file says about one built-in table: of a shipped one, who may read it and who may send its commands.
 * What is not said stays as shipped.
 *
 * @param shipped the table as it is; null when the file is the shipped matrix itself
 */
record BuiltInReader(MatrixReader file, String name, String at, OwnershipMatrix.@Nullable Table shipped) {
    /** Who may do anything here may become anybody. */
    private static final Set<String> ADMINS_ONLY = Set.of("keys", "settings", "backups", "spaces");

    /** The table; null after a fault. */
    OwnershipMatrix.@Nullable Table read(JsonNode node) {
        if (!file.hasOnly(at, node, List.of("change", "commands", "readers", "why"))) return null;
        if (shipped != null && ADMINS_ONLY.contains(name)) {
            file.fault(at, name + " belongs to admins alone; remove it here");
            return null;
        }
        if (node.has("change") && !node.path("change").asText().equals(Change.COMMANDS.word())) {
            file.fault(at + "/change", name + " is built in: it changes by commands; remove this line");
        }
        Map<String, Set<String>> commands = commands(node.path("commands"));
        Set<String> readers = shipped != null && !node.has("readers")
                ? shipped.readers()
                : file.roleSet(at + "/readers", node.path("readers"), false);
        String why = shipped != null && !node.has("why") ? shipped.why() : file.text(at + "/why", node.path("why"));
        if (commands == null || readers == null || why == null) return null;
        return new OwnershipMatrix.Table(name, familyOf(commands), commands, readers, why);
    }

    private @Nullable Map<String, Set<String>> commands(JsonNode node) {
        Map<String, Set<String>> commands = new LinkedHashMap<>();
        if (shipped != null) commands.putAll(shipped.commands());
        boolean good = true;
        for (Map.Entry<String, JsonNode> field :
                file.fields(at + "/commands", node).entrySet()) {
            String pointer = at + "/commands/" + PointerStep.of(field.getKey());
            Set<String> before = commands.get(field.getKey());
            if (shipped != null && (before == null || before.contains(OwnershipMatrix.SYSTEM))) {
                file.fault(
                        pointer,
                        before == null
                                ? "unknown command; known are " + String.join(", ", commands.keySet())
                                : "the hub alone sends " + field.getKey() + "; remove this line");
                good = false;
                continue;
            }
            Set<String> senders = file.roleSet(pointer, field.getValue(), shipped == null);
            if (senders == null) good = false;
            else commands.put(field.getKey(), senders);
        }
        return good ? commands : null;
    }

    private static String familyOf(Map<String, Set<String>> commands) {
        String first = commands.keySet().iterator().next();
        return first.substring(0, first.indexOf('.'));
    }
}
