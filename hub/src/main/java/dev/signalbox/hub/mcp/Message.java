package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * One message of JSON-RPC 2.0, as a client sent it: a request has a method and an id, a notification a method alone, a
 * response an id alone.
 *
 * @param id a text or whole number; null of a notification
 * @param method empty of a response
 * @param params empty when there are none
 * @param result of a response that is no error; null otherwise
 */
record Message(
        @Nullable JsonNode id,
        String method,
        JsonNode params,
        @Nullable JsonNode result) {
    private static final int ID_CHARS_MAX = 200;

    /** Fails with a {@link Fault}. */
    static Message of(byte[] body) {
        JsonNode tree = tree(body);
        if (!tree.isObject()) {
            throw Fault.of(Fault.INVALID_REQUEST, "a body is one JSON-RPC message, an object; send no lists of them");
        }
        if (!tree.path("jsonrpc").asText().equals("2.0")) {
            throw Fault.of(Fault.INVALID_REQUEST, "jsonrpc must be \"2.0\"");
        }
        JsonNode id = tree.get("id");
        if (id != null && !isId(id)) {
            throw Fault.of(
                    Fault.INVALID_REQUEST,
                    "id must be a whole number, or a text of at most " + ID_CHARS_MAX + " characters");
        }
        return tree.has("method") ? call(tree, id) : response(tree, id);
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.read(body, JsonNode.class);
        } catch (InvalidInput invalid) {
            throw Fault.of(Fault.PARSE_ERROR, invalid.detail());
        }
    }

    private static Message call(JsonNode tree, @Nullable JsonNode id) {
        JsonNode method = tree.get("method");
        if (!method.isTextual() || method.textValue().isEmpty()) {
            throw Fault.of(Fault.INVALID_REQUEST, "method must be a text");
        }
        JsonNode params = tree.path("params");
        if (params.isMissingNode()) params = Json.object();
        Message message = new Message(id, method.textValue(), params, null);
        if (!params.isObject()) throw Fault.of(Fault.INVALID_REQUEST, "params must be an object");
        JsonNode meta = params.path("_meta");
        if (!meta.isMissingNode() && !meta.isObject()) {
            throw Fault.of(Fault.INVALID_REQUEST, "params._meta must be an object");
        }
        return message;
    }

    private static Message response(JsonNode tree, @Nullable JsonNode id) {
        if (id == null || tree.has("result") == tree.has("error")) {
            throw Fault.of(
                    Fault.INVALID_REQUEST, "a message has a method, or it is a response: an id and a result or error");
        }
        JsonNode result = tree.get("result");
        if (result != null && !result.isObject()) throw Fault.of(Fault.INVALID_REQUEST, "result must be an object");
        return new Message(id, "", Json.object(), result);
    }

    private static boolean isId(JsonNode id) {
        return id.isIntegralNumber()
                || (id.isTextual()
                        && id.textValue().length() <= ID_CHARS_MAX
                        && !id.textValue().isEmpty());
    }

    boolean isResponse() {
        return method.isEmpty();
    }

    boolean isNotification() {
        return id == null;
    }

    /** What the protocol says beside the parameters; missing when nothing. */
    JsonNode meta(String name) {
        return params.path("_meta").path(name);
    }

    /** The response with this result. */
    ObjectNode reply(JsonNode told) {
        ObjectNode response = begun();
        response.set("result", told);
        return response;
    }

    /** The response with this error. */
    ObjectNode error(int code, String text, @Nullable ObjectNode data) {
        ObjectNode error = Json.object().put("code", code).put("message", text);
        if (data != null) error.set("data", data);
        ObjectNode response = begun();
        response.set("error", error);
        return response;
    }

    private ObjectNode begun() {
        ObjectNode response = Json.object().put("jsonrpc", "2.0");
        if (id != null) response.set("id", id);
        return response;
    }
}
