package dev.signalbox.hub.trace.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.PointerStep;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The merged state of a thing, which all contributions to it make: for every cell the value with the highest
 * {@link Stamp}, or the smallest value where the earliest counts. Taking the greatest of a total order is commutative,
 * associative and idempotent, so the order of arrival, repeats, and how often somebody looked in between change nothing
 * (ADR 13). Each cell knows the event that set it.
 *
 * <p>Mutable; belongs to whoever loaded it. {@link #stored} and {@link #restored} write and read its one text form, in
 * which large values may be left out: such a cell keeps its stamp, and its value is {@link MissingNode}.
 */
public final class Merged {
    private final TreeMap<String, Cell> cells = new TreeMap<>();

    /** A value and who set it. */
    public record Cell(JsonNode value, Stamp stamp) {}

    /** Nothing was said yet. */
    public Merged() {}

    /** Takes in what an event says; whether that changed anything. */
    public boolean add(Contribution contribution) {
        boolean changed = false;
        for (Map.Entry<String, JsonNode> said : contribution.cells().entrySet()) {
            Cell fresh = new Cell(said.getValue(), contribution.stamp());
            Cell known = cells.get(said.getKey());
            if (known == null || beats(said.getKey(), fresh, known)) {
                cells.put(said.getKey(), fresh);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean beats(String path, Cell fresh, Cell known) {
        if (Fields.EARLIEST.contains(path)) {
            int order = Long.compare(known.value().asLong(), fresh.value().asLong());
            // Of two that name the same time the first counts, so that a repeat changes nothing.
            return order > 0 || (order == 0 && fresh.stamp().compareTo(known.stamp()) < 0);
        }
        return fresh.stamp().compareTo(known.stamp()) > 0;
    }

    /** The value of a field; null when nobody said it. {@link MissingNode} when it was left out of the stored form. */
    public @Nullable JsonNode value(String field) {
        Cell cell = cells.get(field);
        return cell == null ? null : cell.value();
    }

    /** What came of a field in pieces, in the order of their time. */
    public List<JsonNode> parts(String field) {
        return below(field).values().stream().map(Cell::value).toList();
    }

    /** The field as text; null when nobody said it. */
    public @Nullable String text(String field) {
        JsonNode value = value(field);
        return value == null ? null : value.isTextual() ? value.textValue() : value.toString();
    }

    /** The field as a whole number; null when nobody said it. */
    public @Nullable Long number(String field) {
        JsonNode value = value(field);
        return value == null ? null : (Long) value.asLong();
    }

    public boolean flag(String field) {
        JsonNode value = value(field);
        return value != null && value.asBoolean();
    }

    /** All tags, sorted. */
    public List<String> tags() {
        Set<String> tags = new TreeSet<>();
        for (String path : below(Fields.TAGS).keySet()) {
            tags.add(PointerStep.nameOf(path.substring(Fields.TAGS.length() + 1)));
        }
        return List.copyOf(tags);
    }

    /**
     * The metadata as an object, put together of its leaves; where one says {@code a} and another {@code a/b}, the
     * later counts.
     */
    public ObjectNode metadata() {
        List<Map.Entry<String, Cell>> leaves =
                new ArrayList<>(below(Fields.METADATA).entrySet());
        // Stable: leaves of one event keep the order of their paths.
        leaves.sort(Comparator.comparing(entry -> entry.getValue().stamp()));
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, Cell> leaf : leaves) {
            String path = leaf.getKey().substring(Fields.METADATA.length() + 1);
            put(metadata, path, leaf.getValue().value());
        }
        return metadata;
    }

    /** The cells whose paths begin with the field and a slash, behind which the digit 0 comes. */
    private SortedMap<String, Cell> below(String field) {
        return cells.subMap(field + "/", field + "0");
    }

    private static void put(ObjectNode root, String path, JsonNode value) {
        ObjectNode at = root;
        String[] names = path.split("/", -1);
        for (int i = 0; i < names.length - 1; i++) {
            String name = PointerStep.nameOf(names[i]);
            at = at.get(name) instanceof ObjectNode inner ? inner : at.putObject(name);
        }
        // A leaf may be an object, into which a later leaf is put: never into the one that is kept.
        at.set(PointerStep.nameOf(names[names.length - 1]), value.isObject() ? value.deepCopy() : value);
    }

    /** Every cell by its path. */
    public Map<String, Cell> cells() {
        return java.util.Collections.unmodifiableMap(cells);
    }

    /** Where a field comes from: the cell itself, or for metadata and tags those inside. */
    public Map<String, Cell> provenance(String field) {
        TreeMap<String, Cell> found = new TreeMap<>(below(field));
        Cell own = cells.get(field);
        if (own != null) found.put(field, own);
        return found;
    }

    /**
     * The text form, without the values of some fields: {@code {"by": [[phase, clock, event id] …], "is": {path:
     * value}, "of": {path: index into by}}}. A path that is not in {@code of} was set by the first.
     */
    public String stored(Set<String> leftOut) {
        ObjectNode form = Json.object();
        ArrayNode by = form.putArray("by");
        ObjectNode values = form.putObject("is");
        ObjectNode setBy = Json.object();
        Map<Stamp, Integer> numbers = new HashMap<>();
        for (Map.Entry<String, Cell> entry : cells.entrySet()) {
            Stamp stamp = entry.getValue().stamp();
            Integer number = numbers.get(stamp);
            if (number == null) {
                number = numbers.size();
                numbers.put(stamp, number);
                by.addArray().add(stamp.phase()).add(stamp.clock()).add(stamp.eventId());
            }
            boolean out = leftOut.contains(entry.getKey());
            values.set(
                    entry.getKey(),
                    out ? JsonNodeFactory.instance.nullNode() : entry.getValue().value());
            if (number != 0) setBy.put(entry.getKey(), number.intValue());
        }
        if (!setBy.isEmpty()) form.set("of", setBy);
        return Json.writeText(form);
    }

    /** Reads {@link #stored}. */
    public static Merged restored(String text) {
        JsonNode form = Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        List<Stamp> by = new ArrayList<>();
        for (JsonNode stamp : form.path("by")) {
            by.add(new Stamp(
                    stamp.path(0).asInt(), stamp.path(1).asLong(), stamp.path(2).asText()));
        }
        JsonNode setBy = form.path("of");
        Merged merged = new Merged();
        for (Map.Entry<String, JsonNode> entry : form.path("is").properties()) {
            JsonNode value = entry.getValue().isNull() ? MissingNode.getInstance() : entry.getValue();
            int number = setBy.path(entry.getKey()).asInt(0);
            merged.cells.put(entry.getKey(), new Cell(value, by.get(number)));
        }
        return merged;
    }
}
