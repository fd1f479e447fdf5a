package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.signalbox.wire.Limits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a body that breaks a limit of reading. It stands in the tree as a node of its own, which no JSON can bring
 * along, so that only the event around it is refused. Any thread.
 */
enum Excess {
    DEPTH("it is nested deeper than " + Limits.INTAKE_JSON_DEPTH_MAX + " levels"),
    NUMBER("a number in it has more than " + Excess.NUMBER_DIGITS_MAX + " digits"),
    NAME("the name of a field in it has more than " + Excess.NAME_CHARS_MAX + " characters");

    /** Digits of a number, those of its fraction and its exponent among them. */
    static final int NUMBER_DIGITS_MAX = 1000;
    /** Characters of the name of a field. */
    static final int NAME_CHARS_MAX = 50_000;

    private final String words;

    Excess(String words) {
        this.words = words;
    }

    /** The text that {@link ExcessScan} writes in place of such a part. */
    String marked(String mark) {
        return mark + name();
    }

    /** Which limit a tree breaks, in words; null when it breaks none. */
    static @Nullable String in(JsonNode tree) {
        if (tree instanceof POJONode node && node.getPojo() instanceof Excess excess) return excess.words;
        for (JsonNode child : tree) {
            String found = in(child);
            if (found != null) return found;
        }
        return null;
    }

    /** Takes out of a list what breaks a limit. */
    static void removeFrom(JsonNode list) {
        Iterator<JsonNode> each = list.elements();
        while (each.hasNext()) if (in(each.next()) != null) each.remove();
    }

    /** The tree with nodes of their own for marked texts, changed in place: the same one, but for a text. */
    static JsonNode found(JsonNode tree, String mark) {
        Excess excess = tree.isTextual() ? of(tree.textValue(), mark) : null;
        if (excess != null) return new POJONode(excess);
        if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) array.set(i, found(array.get(i), mark));
        } else if (tree instanceof ObjectNode object) {
            List<String> marked = new ArrayList<>();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (of(field.getKey(), mark) == null) field.setValue(found(field.getValue(), mark));
                else marked.add(field.getKey());
            }
            object.remove(marked);
            if (!marked.isEmpty()) object.set(NAME.toString(), new POJONode(NAME));
        }
        return tree;
    }

    private static @Nullable Excess of(String text, String mark) {
        for (Excess excess : values()) if (text.equals(excess.marked(mark))) return excess;
        return null;
    }

    /** What an excerpt shows of it. */
    @JsonValue
    @Override
    public String toString() {
        return "…";
    }
}
