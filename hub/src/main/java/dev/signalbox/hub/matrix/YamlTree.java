package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.signalbox.hub.matrix.MatrixFileRefused.Fault;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.PointerStep;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A YAML text as a tree that knows the line of each part. One document; double keys, anchors and non-finite numbers are
 * refused.
 *
 * @param root missing when the text says nothing
 * @param lines line of each part by its JSON pointer
 */
record YamlTree(JsonNode root, Map<String, Integer> lines) {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.JSON_DEPTH_MAX)
                    .build())
            .build();
    private static final Pattern ISOLATED_BARE = Pattern.compile("\\s*change:\\s*isolated:.*");

    /** Fails with {@link MatrixFileRefused}; {@code name} stands in its message. */
    static YamlTree parse(String text, String name) {
        try (YAMLParser parser = YAML.createParser(text)) {
            Builder builder = new Builder(parser);
            boolean empty = parser.nextToken() == null || isBlank(parser);
            JsonNode root = empty ? MissingNode.getInstance() : builder.value("");
            if (parser.nextToken() != null) throw builder.fault("one document is enough; remove the line ---");
            return new YamlTree(root, builder.lines);
        } catch (Unreadable e) {
            throw new MatrixFileRefused(name, List.of(e.fault));
        } catch (JacksonException e) {
            JsonLocation where = e.getLocation();
            int line = where == null ? 1 : where.getLineNr();
            throw new MatrixFileRefused(name, List.of(new Fault(line, "", detailOf(e, line, text))));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** The line of a part, or of the nearest part around it. */
    int line(String pointer) {
        Integer line = lines.get(pointer);
        if (line != null) return line;
        return pointer.isEmpty() ? 1 : line(pointer.substring(0, pointer.lastIndexOf('/')));
    }

    private static boolean isBlank(YAMLParser parser) throws IOException {
        return parser.currentToken().isScalarValue() && parser.getText().isEmpty();
    }

    private static String detailOf(JacksonException e, int line, String text) {
        String row = text.lines().skip(line - 1L).findFirst().orElse("");
        if (ISOLATED_BARE.matcher(row).matches()) {
            return "two colons in one line are no YAML; write change: {isolated: daemon}";
        }
        return e.getOriginalMessage().strip().replaceAll("\\s*\\n\\s*", "; ");
    }

    private static final class Builder {
        private final YAMLParser parser;
        private final Map<String, Integer> lines = new HashMap<>();

        Builder(YAMLParser parser) {
            this.parser = parser;
        }

        JsonNode value(String pointer) throws IOException {
            lines.putIfAbsent(pointer, line());
            if (parser.isCurrentAlias() || parser.getObjectId() != null) {
                throw fault("anchors and aliases are not read here; write the value out");
            }
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            return switch (parser.currentToken()) {
                case START_OBJECT -> object(pointer);
                case START_ARRAY -> array(pointer);
                case VALUE_STRING -> nodes.textNode(parser.getText());
                case VALUE_TRUE -> nodes.booleanNode(true);
                case VALUE_FALSE -> nodes.booleanNode(false);
                case VALUE_NULL -> nodes.nullNode();
                case VALUE_NUMBER_INT -> wholeNumber(nodes);
                case VALUE_NUMBER_FLOAT -> {
                    if (parser.isNaN()) throw fault("a number must be finite");
                    yield nodes.numberNode(parser.getDecimalValue());
                }
                default -> throw fault("this is not read here; write text, a number, true, false, a list or fields");
            };
        }

        /** The smallest kind that holds it, as for numbers of a row. */
        private JsonNode wholeNumber(JsonNodeFactory nodes) throws IOException {
            return switch (parser.getNumberType()) {
                case INT -> nodes.numberNode(parser.getIntValue());
                case LONG -> nodes.numberNode(parser.getLongValue());
                default -> nodes.numberNode(parser.getBigIntegerValue());
            };
        }

        private ObjectNode object(String pointer) throws IOException {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                String child = pointer + "/" + PointerStep.of(name);
                lines.put(child, line());
                parser.nextToken();
                object.set(name, value(child));
            }
            return object;
        }

        private ArrayNode array(String pointer) throws IOException {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) array.add(value(pointer + "/" + array.size()));
            return array;
        }

        Unreadable fault(String detail) {
            return new Unreadable(new Fault(line(), "", detail));
        }

        private int line() {
            return parser.currentTokenLocation().getLineNr();
        }
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Fault fault;

        Unreadable(Fault fault) {
            super(fault.detail(), null, false, false);
            this.fault = fault;
        }
    }
}
