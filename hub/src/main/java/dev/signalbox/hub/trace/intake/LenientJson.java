package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.signalbox.wire.HalfPairs;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The reader of JSON of programs that will not come again when it is refused: doubled fields, {@code NaN}, bytes that
 * are no UTF-8 and halves of surrogate pairs are taken. Bounded all the same: what breaks a limit is an {@link Excess}
 * in the tree. Any thread.
 */
final class LenientJson {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limits.INTAKE_JSON_DEPTH_MAX)
                            .maxNumberLength(Excess.NUMBER_DIGITS_MAX)
                            .maxNameLength(Excess.NAME_CHARS_MAX)
                            .maxStringLength(Limits.INFLATED_BODY_BYTES_MAX)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private LenientJson() {}

    /**
     * The tree of a body; a missing node for an empty one. Fails with {@link InvalidInput} for what is no JSON at all.
     */
    static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException notUtf8OrExcessOrNoJson) {
            return readAsText(body);
        }
    }

    /**
     * Once more with U+FFFD for what is no UTF-8, with halves of surrogate pairs as characters, and with marks for what
     * breaks a limit.
     */
    private static JsonNode readAsText(byte[] body) {
        String json = HalfPairs.asCharacters(new String(body, StandardCharsets.UTF_8));
        String mark = Ids.next();
        try {
            return Excess.found(MAPPER.readTree(ExcessScan.marked(json, mark)), mark);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
            throw new InvalidInput("", "not valid JSON" + where + ": " + Json.complaint(e));
        }
    }
}
