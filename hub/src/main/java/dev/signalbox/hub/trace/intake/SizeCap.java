package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The size cap of the data of an event, {@link Limits#TRACE_DATA_BYTES_MAX}, and what makes them fit: it cuts its
 * longest texts, and if those are not to blame writes its largest values as the beginning of their JSON. So a span is
 * never lost for what somebody hung on it.
 */
final class SizeCap {
    /** Why something is refused that could be written, but not read back for the tables. */
    static final String UNREADABLE = "the hub cannot read it back as it would stand in the log";

    /** Bytes that the warnings about the cuts may take. */
    private static final int WARNING_BYTES = 4 * 1024;

    private static final int FITS = Limits.TRACE_DATA_BYTES_MAX - WARNING_BYTES;
    /** Texts that are shorter are never to blame. */
    private static final int LEAST_BYTES = 1000;

    private static final int QUOTES = 2;
    private static final int WARNINGS_MAX = 20;
    private static final int POINTER_CHARS_MAX = 100;

    private final ObjectNode data;
    private final List<String> warnings = new ArrayList<>();

    /** A text, where it stands, and what puts another there. */
    private record Leaf(String pointer, String text, int bytes, Consumer<TextNode> place) {}

    private SizeCap(ObjectNode data) {
        this.data = data;
    }

    /**
     * The JSON of the data, which is cut in place when it is too large; what was cut stands among its {@code warnings}.
     */
    static byte[] written(ObjectNode data) {
        byte[] json = Json.write(data);
        return json.length <= Limits.TRACE_DATA_BYTES_MAX ? json : new SizeCap(data).cut(json.length);
    }

    /** The same, with warnings that it has already. */
    static byte[] written(ObjectNode data, List<String> warnings) {
        if (!warnings.isEmpty()) warnings.forEach(data.putArray("warnings")::add);
        return written(data);
    }

    private byte[] cut(int bytes) {
        cutTexts(bytes - FITS);
        for (int now = Json.write(data).length; now > FITS; now = Json.write(data).length) {
            if (!flattenLargest(now - FITS)) break;
        }
        ArrayNode all = data.withArray("/warnings");
        warnings.stream().limit(WARNINGS_MAX).forEach(all::add);
        if (warnings.size() > WARNINGS_MAX) all.add((warnings.size() - WARNINGS_MAX) + " more texts were cut");
        return Json.write(data);
    }

    /** Cuts all texts that are longer than a level to it, as low as it takes to win the excess. */
    private void cutTexts(long excess) {
        List<Leaf> leaves = new ArrayList<>();
        collect(data, "", leaves);
        leaves.sort(Comparator.comparingInt(Leaf::bytes).reversed());
        long above = 0;
        int level = LEAST_BYTES;
        for (int i = 0; i < leaves.size(); i++) {
            above += leaves.get(i).bytes();
            int next = i + 1 < leaves.size() ? leaves.get(i + 1).bytes() : LEAST_BYTES;
            if (above - (long) next * (i + 1) >= excess) {
                level = (int) Math.max(LEAST_BYTES, (above - excess) / (i + 1));
                break;
            }
        }
        for (Leaf leaf : leaves) if (leaf.bytes() > level) shorten(leaf, level);
    }

    private void shorten(Leaf leaf, int level) {
        String kept = beginning(leaf.text(), level);
        leaf.place().accept(TextNode.valueOf(kept));
        warnings.add("cut " + (leaf.bytes() - bytesOf(kept)) + " of " + leaf.bytes() + " bytes off " + leaf.pointer());
    }

    private static void collect(JsonNode node, String pointer, List<Leaf> leaves) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            collect(field.getValue(), pointer + "/" + field.getKey(), field::setValue, leaves);
        }
        for (int i = 0; node instanceof ArrayNode array && i < array.size(); i++) {
            int index = i;
            collect(array.get(i), pointer + "/" + i, shorter -> array.set(index, shorter), leaves);
        }
    }

    private static void collect(JsonNode value, String pointer, Consumer<TextNode> place, List<Leaf> leaves) {
        if (!value.isTextual()) {
            collect(value, pointer, leaves);
            return;
        }
        String text = value.textValue();
        int bytes = text.length() < LEAST_BYTES / 6 ? 0 : bytesOf(text);
        if (bytes > LEAST_BYTES) leaves.add(new Leaf(shown(pointer), text, bytes, place));
    }

    /**
     * Makes a text of the largest value that is none, two levels below the top: an input, an attribute, a list of
     * events.
     */
    private boolean flattenLargest(int excess) {
        ObjectNode holder = null;
        String name = "";
        int size = LEAST_BYTES;
        List<ObjectNode> holders = new ArrayList<>(List.of(data));
        for (JsonNode child : data) if (child instanceof ObjectNode object) holders.add(object);
        for (int i = 0; i < holders.size(); i++) {
            ObjectNode candidate = holders.get(i);
            for (Map.Entry<String, JsonNode> field : candidate.properties()) {
                boolean isHolder = i == 0 && field.getValue().isObject();
                if (!field.getValue().isContainerNode() || isHolder) continue;
                int bytes = Json.write(field.getValue()).length;
                if (bytes <= size) continue;
                holder = candidate;
                name = field.getKey();
                size = bytes;
            }
        }
        if (holder == null) return dropMost();
        String kept = beginning(Json.writeText(holder.get(name)), Math.max(LEAST_BYTES, size - excess - QUOTES));
        if (bytesOf(kept) >= size) kept = beginning(kept, size / 2);
        holder.put(name, kept);
        warnings.add("cut " + shown(name) + ", which had " + size + " bytes of JSON, to a text of " + bytesOf(kept));
        return true;
    }

    /** Hundreds of thousands of small attributes: no one of them is to blame, so half of them go. */
    private boolean dropMost() {
        ObjectNode widest = null;
        for (JsonNode child : data) {
            if (child instanceof ObjectNode object && (widest == null || object.size() > widest.size()))
                widest = object;
        }
        if (widest == null || widest.size() < 2) return false;
        List<String> names = new ArrayList<>();
        widest.fieldNames().forEachRemaining(names::add);
        List<String> dropped = names.subList(names.size() / 2, names.size());
        widest.remove(dropped);
        warnings.add("dropped " + dropped.size() + " of " + names.size() + " fields beside each other");
        return true;
    }

    private static String shown(String pointer) {
        return pointer.length() <= POINTER_CHARS_MAX ? pointer : pointer.substring(0, POINTER_CHARS_MAX) + "…";
    }

    /** As much of the text as fits into the bytes of JSON. */
    private static String beginning(String text, int bytesMax) {
        long bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            bytes += bytesOf(point);
            if (bytes > bytesMax) break;
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }

    private static int bytesOf(String text) {
        return text.codePoints().map(SizeCap::bytesOf).sum();
    }

    /** Bytes of a character in JSON. */
    private static int bytesOf(int point) {
        if (point == '"' || point == '\\' || (point >= 0x08 && point <= 0x0D && point != 0x0B)) return 2;
        if (point < 0x20) return 6;
        if (point < 0x80) return 1;
        if (point < 0x800) return 2;
        // Jackson writes a pair of surrogates as two escapes.
        return point < 0x10000 ? 3 : 12;
    }
}
