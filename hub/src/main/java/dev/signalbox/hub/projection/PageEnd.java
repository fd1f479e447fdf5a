package dev.signalbox.hub.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a list ends, so that the next one begins behind it and stays whole while rows are added. As a cursor
 * it is opaque.
 *
 * @param value of the last row in the order of the list; missing where the order is that of the keys
 * @param key of that row, for a draw
 */
public record PageEnd(JsonNode value, String key) {
    private static final String UNKNOWN = "is not one that a list answered; take nextCursor, or leave it out";

    /**
     * The end that a cursor names; null for null. Fails with {@link InvalidInput} for a text that no list answered, or
     * a list in another order.
     */
    public static @Nullable PageEnd of(@Nullable String cursor, String order) {
        if (cursor == null) return null;
        JsonNode end = read(cursor);
        if (!end.path("order").isTextual() || !end.path("key").isTextual()) throw invalid(UNKNOWN);
        if (!end.path("order").textValue().equals(order)) {
            throw invalid("is of a list in another order; begin without it");
        }
        return new PageEnd(end.path("value"), end.path("key").textValue());
    }

    /** The text that a list in this order gives as {@code nextCursor}. */
    public String cursor(String order) {
        ObjectNode cursor = Json.object().put("order", order).put("key", key);
        if (!value.isMissingNode()) cursor.set("value", value);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(cursor.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode read(String cursor) {
        try {
            return Json.readLenient(Base64.getUrlDecoder().decode(cursor), JsonNode.class);
        } catch (IllegalArgumentException notOurs) {
            throw invalid(UNKNOWN);
        }
    }

    private static InvalidInput invalid(String fault) {
        return new InvalidInput("", "the query parameter cursor " + fault);
    }
}
