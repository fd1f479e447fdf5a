package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The value of a score and its type, which is inferred when nobody names it. */
record ScoreValue(@Nullable JsonNode value, String dataType) {
    private static final Set<String> TYPES = Set.of("NUMERIC", "CATEGORICAL", "BOOLEAN", "TEXT", "CORRECTION");

    private static final Pattern NO_NUMBER = Pattern.compile("[+-]?(NaN|Infinity)");

    static ScoreValue of(JsonNode body, Warnings warnings) {
        JsonNode said = body.path("value");
        String named = body.path("dataType").asText().strip().toUpperCase(Locale.ROOT);
        if (!named.isEmpty() && !named.equals("NULL") && !TYPES.contains(named))
            warnings.add("dataType is unknown; it was inferred");
        String type = TYPES.contains(named) ? named : inferred(said);
        if (said.isMissingNode() || said.isNull()) {
            warnings.add("body.value is missing");
            return new ScoreValue(null, type);
        }
        return switch (type) {
            case "BOOLEAN" -> flag(said, warnings);
            case "NUMERIC" -> number(said, warnings);
            default -> new ScoreValue(text(said), type);
        };
    }

    void into(Contribution.Builder score) {
        score.with(Fields.VALUE, value).with(Fields.DATA_TYPE, TextNode.valueOf(dataType));
    }

    private static String inferred(JsonNode value) {
        if (value.isBoolean()) return "BOOLEAN";
        // Of a number that is none the text is left.
        return value.isTextual() && !NO_NUMBER.matcher(value.textValue()).matches() ? "CATEGORICAL" : "NUMERIC";
    }

    private static ScoreValue flag(JsonNode said, Warnings warnings) {
        String text = said.asText().strip().toLowerCase(Locale.ROOT);
        if (text.equals("true") || text.equals("1") || text.equals("1.0")) return new ScoreValue(whole(1), "BOOLEAN");
        if (text.equals("false") || text.equals("0") || text.equals("0.0")) return new ScoreValue(whole(0), "BOOLEAN");
        warnings.add("the value of a BOOLEAN score is 0 or 1");
        return number(said, warnings);
    }

    private static ScoreValue number(JsonNode said, Warnings warnings) {
        BigDecimal number = Numbers.finite(said);
        if (number != null) return new ScoreValue(DecimalNode.valueOf(number), "NUMERIC");
        warnings.add("the value of the score is no number; it is kept as text");
        return new ScoreValue(text(said), "CATEGORICAL");
    }

    private static JsonNode whole(long number) {
        return DecimalNode.valueOf(BigDecimal.valueOf(number));
    }

    private static @Nullable JsonNode text(JsonNode said) {
        String text = Texts.of(said);
        return text == null ? null : TextNode.valueOf(text);
    }
}
