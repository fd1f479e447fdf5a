package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.matrix.YamlTree.Flaw;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.PointerStep;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/** Reads one YAML text into a tree. Goes on behind a part that it does not read. One use, one thread. */
final class YamlReader {
    private static final CoreScalarResolver CORE = new CoreScalarResolver(false);
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");
    private static final Pattern NO_DIGITS = Pattern.compile("[^0-9]+");
    private static final Pattern ISOLATED_BARE = Pattern.compile("\\s*change:\\s*isolated:.*");
    /** Characters of the names around a part, its own among them: each part is remembered by them. */
    private static final int POINTER_CHARS_MAX = 1_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String text;
    private final Iterator<Event> events;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Flaw> flaws = new ArrayList<>();
    private int line = 1;

    YamlReader(String text) {
        this.text = text;
        LoadSettings settings = LoadSettings.builder().setLabel("the file").build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    Map<String, Integer> lines() {
        return lines;
    }

    List<Flaw> flaws() {
        return flaws;
    }

    /** The one document; null when the text says nothing. Fails with {@link Unreadable}. */
    @Nullable
    JsonNode read() {
        try {
            next();
            if (next().getEventId() == Event.ID.StreamEnd) return null;
            Event first = next();
            boolean empty = first instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getValue().isEmpty();
            JsonNode root = value("", first, 1);
            next();
            if (next().getEventId() != Event.ID.StreamEnd) {
                throw new Unreadable(line, "one document is enough; remove the line ---");
            }
            return empty ? null : root;
        } catch (MarkedYamlEngineException e) {
            throw unreadable(e);
        } catch (YamlEngineException e) {
            throw new Unreadable(line, oneLine(String.valueOf(e.getMessage())));
        }
    }

    private Event next() {
        Event event = events.next();
        line = event.getStartMark().map(YamlReader::lineOf).orElse(line);
        return event;
    }

    private JsonNode value(String pointer, Event event, int depth) {
        if (pointer.length() > POINTER_CHARS_MAX) {
            throw new Unreadable(
                    line,
                    "the names around this have more than " + POINTER_CHARS_MAX + " characters; use shorter ones");
        }
        lines.putIfAbsent(pointer, line);
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            flaw(pointer, "anchors and aliases are not read here; write the value out", event instanceof AliasEvent);
        }
        if (event instanceof ScalarEvent scalar) return scalar(pointer, scalar);
        if (!(event instanceof CollectionStartEvent collection)) return NODES.nullNode();
        if (depth > Limits.JSON_DEPTH_MAX) {
            throw new Unreadable(line, "the file is nested more than " + Limits.JSON_DEPTH_MAX + " levels deep");
        }
        Optional<String> tag = collection.getTag();
        boolean mapping = event instanceof MappingStartEvent;
        String expected = (mapping ? Tag.MAP : Tag.SEQ).getValue();
        if (tag.isPresent() && !tag.get().equals(expected)) unknownTag(pointer);
        return mapping ? object(pointer, depth) : array(pointer, depth);
    }

    private ObjectNode object(String pointer, int depth) {
        ObjectNode object = NODES.objectNode();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            int keyLine = line;
            String name = name(pointer, event, depth);
            String child = pointer + "/" + PointerStep.of(name);
            Integer before = object.has(name) ? lines.get(child) : null;
            if (before != null) {
                // Its value is read for the faults in it, and does not count.
                flaw(child, "\"" + name + "\" stands in line " + before + " already; keep one of the two", false);
                value(child, next(), depth + 1);
                continue;
            }
            lines.putIfAbsent(child, keyLine);
            object.set(name, value(child, next(), depth + 1));
        }
        return object;
    }

    /** A name is a text: what is none in YAML would be another name to another reader. */
    private String name(String pointer, Event event, int depth) {
        if (!(event instanceof ScalarEvent scalar)) {
            flaw(pointer, "a name must be a text, not a list or fields", true);
            value(pointer + "/?", event, depth + 1);
            return "?";
        }
        String child = pointer + "/" + PointerStep.of(scalar.getValue());
        if (scalar.getAnchor().isPresent())
            flaw(child, "anchors and aliases are not read here; write the name out", false);
        Tag tag = tagOf(scalar);
        if (tag != null && !tag.equals(Tag.STR)) {
            String told = "a name is a text, and " + shown(scalar) + " is " + wordFor(tag);
            flaw(child, told + "; put it in quotes: " + quoted(scalar), false);
        }
        return scalar.getValue();
    }

    private ArrayNode array(String pointer, int depth) {
        ArrayNode array = NODES.arrayNode();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            array.add(value(pointer + "/" + array.size(), event, depth + 1));
        }
        return array;
    }

    private JsonNode scalar(String pointer, ScalarEvent scalar) {
        String value = scalar.getValue();
        Tag tag = tagOf(scalar);
        if (tag == null) unknownTag(pointer);
        else if (tag.equals(Tag.NULL)) return NODES.nullNode();
        else if (tag.equals(Tag.BOOL)) return NODES.booleanNode(value.equalsIgnoreCase("true"));
        else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) return number(pointer, scalar, tag);
        return NODES.textNode(value);
    }

    private JsonNode number(String pointer, ScalarEvent scalar, Tag tag) {
        String value = scalar.getValue();
        if (value.length() > Limits.JSON_NUMBER_CHARS_MAX) {
            flaw(pointer, "a number has at most " + Limits.JSON_NUMBER_CHARS_MAX + " characters", true);
        } else if (LEADING_ZERO.matcher(value).matches()) {
            String told = value + " is an octal number to some and a decimal one to others";
            flaw(pointer, told + "; for a text put it in quotes: " + quoted(scalar) + ", else drop the zeros", true);
        } else if (tag.equals(Tag.INT)) {
            return wholeNumber(value);
        } else if (NO_DIGITS.matcher(value).matches() || Double.isInfinite(Double.parseDouble(value))) {
            flaw(pointer, "a number must be finite; for a text put it in quotes: " + quoted(scalar), true);
        } else {
            return NODES.numberNode(new BigDecimal(value));
        }
        return NODES.numberNode(0);
    }

    /** The smallest kind that holds it, as for numbers of a row. */
    private static JsonNode wholeNumber(String value) {
        BigInteger number;
        if (value.startsWith("0x")) number = new BigInteger(value.substring(2), 16);
        else if (value.startsWith("0o")) number = new BigInteger(value.substring(2), 8);
        else number = new BigInteger(value);
        if (number.bitLength() < Integer.SIZE) return NODES.numberNode(number.intValue());
        return number.bitLength() < Long.SIZE ? NODES.numberNode(number.longValue()) : NODES.numberNode(number);
    }

    /** What it is by the core schema; null for a tag that is not of it, or that does not fit. */
    private static @Nullable Tag tagOf(ScalarEvent scalar) {
        Tag plain = scalar.isPlain() ? CORE.resolve(scalar.getValue(), true) : Tag.STR;
        if (scalar.getTag().isEmpty()) return plain;
        String given = scalar.getTag().get();
        if (given.equals("!") || given.equals(Tag.STR.getValue())) return Tag.STR;
        return given.equals(plain.getValue()) ? plain : null;
    }

    private static String wordFor(Tag tag) {
        if (tag.equals(Tag.NULL)) return "null";
        return tag.equals(Tag.BOOL) ? "true or false" : "a number";
    }

    private static String shown(ScalarEvent scalar) {
        return scalar.getValue().isEmpty() ? "nothing" : scalar.getValue();
    }

    private static String quoted(ScalarEvent scalar) {
        return "\"" + scalar.getValue() + "\"";
    }

    private void unknownTag(String pointer) {
        flaw(pointer, "tags are not read here; leave it out, and put a text in quotes", true);
    }

    private void flaw(String pointer, String detail, boolean standIn) {
        if (flaws.size() == MatrixFileRefused.FAULTS_MAX) throw new Unreadable(line, MatrixFileRefused.MORE);
        flaws.add(new Flaw(pointer, line, detail, standIn));
    }

    private Unreadable unreadable(MarkedYamlEngineException e) {
        int at =
                e.getProblemMark().or(e::getContextMark).map(YamlReader::lineOf).orElse(line);
        String row = text.lines().skip(at - 1L).findFirst().orElse("");
        if (ISOLATED_BARE.matcher(row).matches()) {
            return new Unreadable(at, "two colons in one line are no YAML; write change: {isolated: daemon}");
        }
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        return new Unreadable(at, oneLine(context + e.getProblem()));
    }

    private static int lineOf(Mark mark) {
        return mark.getLine() + 1;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\n\\s*", "; ");
    }

    /** The text is no YAML from this line on, or none that is read here. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;

        Unreadable(int line, String detail) {
            super(detail, null, false, false);
            this.line = line;
        }

        int line() {
            return line;
        }

        String detail() {
            return String.valueOf(getMessage());
        }
    }
}
