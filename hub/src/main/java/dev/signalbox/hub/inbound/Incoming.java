package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.http.route.BodyRule;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Utf8Reader;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request of a tool, as it came. Read strictly: what is no JSON, has a name twice or is nested too deep fails with
 * {@link InvalidInput}.
 *
 * @param headers the value of a header, null when it is absent
 * @param query decoded, the first value of each name
 * @param body as it came; must not be changed
 * @param topic of the path; null when it has none
 */
record Incoming(
        Function<String, @Nullable String> headers,
        Map<String, String> query,
        byte[] body,
        @Nullable String topic) {
    @Nullable
    String header(String name) {
        return headers.apply(name);
    }

    /** In lower case, without parameters; empty when it is not said. */
    String contentType() {
        String type = header("Content-Type");
        return type == null ? "" : BodyRule.bare(type);
    }

    boolean saysJson() {
        return contentType().equals("application/json") || contentType().endsWith("+json");
    }

    JsonNode tree() {
        return treeOf(body);
    }

    static JsonNode treeOf(byte[] json) {
        return Json.read(json, JsonNode.class);
    }

    /** The body as an object. */
    Fields object() {
        return Fields.of(tree(), "");
    }

    /** The body as a text. Fails with {@link InvalidInput} when it is none. */
    String text() {
        return Utf8Reader.text(body);
    }
}
