package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message that an agent wrote: a line of JSON. */
final class Line {
    private static final String META = "io.modelcontextprotocol/";

    private final ObjectNode message;

    private Line(ObjectNode message) {
        this.message = message;
    }

    /** Null for what is no JSON object. */
    static @Nullable Line of(String text) {
        try {
            JsonNode tree = Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            return tree instanceof ObjectNode object ? new Line(object) : null;
        } catch (IllegalArgumentException noJson) {
            return null;
        }
    }

    /** Missing when it has none. */
    JsonNode id() {
        return message.path("id");
    }

    /** Empty of a response. */
    String method() {
        return message.path("method").asText();
    }

    JsonNode params() {
        return message.path("params");
    }

    boolean isRequest() {
        return message.has("id") && message.has("method");
    }

    /** Whether it stands for itself, as all do since 2026-07-28. */
    boolean isModern() {
        return version().isTextual();
    }

    String tool() {
        return method().equals("tools/call") ? params().path("name").asText() : "";
    }

    JsonNode arguments() {
        JsonNode arguments = params().path("arguments");
        return arguments.isObject() ? arguments : Json.object();
    }

    /** Gives what is asked or told an id, so that telling the hub again counts once. */
    void nameWish() {
        boolean makes = tool().equals("ask") || tool().equals("notify");
        if (!makes || arguments().has("id") || arguments().has("key") || params().has("requestState")) return;
        if (message.path("params") instanceof ObjectNode params
                && params.path("arguments").isObject()) {
            params.withObject("/arguments").put("id", Ids.next());
        }
    }

    /**
     * The headers that the protocol wants beside it over HTTP.
     *
     * @param agreed revision of the handshake; null without one
     * @param session null without one
     */
    Map<String, String> headers(@Nullable String agreed, @Nullable String session) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (isModern()) {
            headers.put("MCP-Protocol-Version", version().asText());
            headers.put("Mcp-Method", fit(method()));
            JsonNode name = params().path(method().equals("resources/read") ? "uri" : "name");
            if (name.isTextual()) headers.put("Mcp-Name", fit(name.asText()));
        } else if (!method().equals("initialize")) {
            if (agreed != null) headers.put("MCP-Protocol-Version", agreed);
            if (session != null) headers.put("Mcp-Session-Id", session);
        }
        return headers;
    }

    /** The response with a result. */
    String reply(ObjectNode result) {
        return Json.writeText(begun().set("result", result));
    }

    /** What answers it, which has its id: what is refused before it is read has none. */
    String answer(String text) {
        JsonNode answer = Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        if (answer instanceof ObjectNode object && object.has("error") && !object.has("id")) {
            return Json.writeText(begun().set("error", object.path("error")));
        }
        return text;
    }

    @Override
    public String toString() {
        return Json.writeText(message);
    }

    /** The revision that the answer to a handshake agrees on; the known one when it says none. */
    @Nullable
    String agreed(@Nullable String known) {
        JsonNode revision = message.path("result").path("protocolVersion");
        return revision.isTextual() ? revision.textValue() : known;
    }

    private ObjectNode begun() {
        ObjectNode response = Json.object().put("jsonrpc", "2.0");
        response.set("id", id());
        return response;
    }

    private JsonNode version() {
        return params().path("_meta").path(META + "protocolVersion");
    }

    private static String fit(String text) {
        boolean plain = text.chars().allMatch(c -> c > 0x20 && c < 0x7F) && !text.startsWith("=?base64?");
        if (plain && !text.isEmpty()) return text;
        return "=?base64?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
