package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.PointerStep;
import dev.signalbox.wire.Problem.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Whether the schemas of a table's fields are such: known keywords with values of their kind, and patterns that work.
 * JSON Schema itself ignores a mistyped keyword, which would be a rule that nobody keeps.
 */
final class FieldSchemas {
    /** The form of the file, for editors; what it says about a field holds here too. */
    static final String FILE_SCHEMA = "/signalbox.schema.json";

    private FieldSchemas() {}

    /** Faults with pointers into {@code fields}, the mapping from names to schemas. */
    static List<FieldError> faults(JsonNode fields) {
        List<FieldError> faults = new ArrayList<>();
        for (FieldError fault : OfFile.FIELDS.faults(fields, Integer.MAX_VALUE)) {
            String detail = fault.detail().equals("unknown field")
                    ? "is no keyword for a field; look at docs/signalbox.schema.json"
                    : fault.detail();
            faults.add(new FieldError(fault.pointer(), detail));
        }
        patterns("", fields, faults);
        return faults;
    }

    private static void patterns(String pointer, JsonNode node, List<FieldError> faults) {
        for (int i = 0; i < node.size() && node.isArray(); i++) patterns(pointer + "/" + i, node.path(i), faults);
        node.forEachEntry((name, value) -> {
            String below = pointer + "/" + PointerStep.of(name);
            if (name.equals("pattern") && value.isTextual()) {
                try {
                    Pattern.compile(value.textValue());
                    if (BoundedPattern.repeatsTooOften(value.textValue())) {
                        faults.add(new FieldError(
                                below,
                                "repeats its parts more than " + BoundedPattern.REPEATS_MAX
                                        + " times in all; take smaller numbers in braces"));
                    }
                } catch (PatternSyntaxException e) {
                    faults.add(new FieldError(below, "is no regular expression: " + e.getDescription()));
                }
            }
            patterns(below, value, faults);
        });
    }

    /** Read once, and only by a hub whose file declares fields. */
    private static final class OfFile {
        static final RowSchema FIELDS = compile();

        private static RowSchema compile() {
            byte[] text = MatrixFile.resource(FILE_SCHEMA).getBytes(StandardCharsets.UTF_8);
            JsonNode file = Json.readLenient(text, JsonNode.class);
            ObjectNode fields = Json.object().put("type", "object");
            fields.set("additionalProperties", Json.object().put("$ref", "#/$defs/field"));
            fields.set("$defs", file.path("$defs"));
            return RowSchema.compile(fields);
        }
    }
}
