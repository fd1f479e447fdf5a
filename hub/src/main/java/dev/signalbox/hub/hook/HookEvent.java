package dev.signalbox.hub.hook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * What an agent tells its hook. Fields that are not known are left alone, for agents add some with every release; those
 * that a decision rests on are read strictly.
 *
 * @param name of the event
 * @param session of the agent; empty when it names none
 * @param call by which the agent tells one wish from another one in the same words; null when it does not
 */
record HookEvent(
        Agent agent, String name, String session, @Nullable String call, JsonNode body) {
    private static final String NAME = "hook_event_name";
    private static final int NAME_CHARS_MAX = 60;

    /** Fails with {@link InvalidInput} that points to the fault. */
    static HookEvent of(Agent agent, byte[] utf8, @Nullable String request) {
        JsonNode body = Json.read(utf8, JsonNode.class);
        if (!body.isObject()) throw new InvalidInput("", "what a hook is told must be a JSON object");
        String name = text(body, NAME);
        String call = body.hasNonNull("tool_use_id") ? text(body, "tool_use_id") : request;
        return new HookEvent(agent, name, body.hasNonNull("session_id") ? text(body, "session_id") : "", call, body);
    }

    /** The name of the event in a body that may be anything; empty when it has none. */
    static String nameIn(byte[] utf8) {
        try {
            return Json.readLenient(utf8, JsonNode.class).path(NAME).asText();
        } catch (IllegalArgumentException noJson) {
            return "";
        }
    }

    /** The tool that it is about. Fails with {@link InvalidInput}. */
    String tool() {
        return text(body, "tool_name");
    }

    /** What the tool is given. Fails with {@link InvalidInput}. */
    JsonNode input() {
        JsonNode input = body.path("tool_input");
        if (input.isObject()) return input;
        throw new InvalidInput("/tool_input", "is " + (input.isMissingNode() ? "missing" : "no object"));
    }

    /** A text; empty when it is absent. Fails with {@link InvalidInput} for what is none. */
    String optional(String field) {
        return body.hasNonNull(field) ? text(body, field) : "";
    }

    /** The name of the event as people read it. */
    String shownName() {
        return Words.cut(name, NAME_CHARS_MAX);
    }

    /** The last part of the folder in which the agent works; empty when it does not say. */
    String project() {
        String folder = optional("cwd").replace('\\', '/').replaceAll("/+$", "");
        return Words.cut(folder.substring(folder.lastIndexOf('/') + 1), NAME_CHARS_MAX);
    }

    /** Names what is asked for: the same session, the same thing, the same content. */
    String digest(String principal, String thing, JsonNode content) {
        return Ids.sha256Hex(
                String.join("\n", agent.word(), principal, session, thing, Json.writeText(Json.sorted(content))));
    }

    private static String text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isTextual() && !value.textValue().isBlank()) return value.textValue();
        throw new InvalidInput("/" + field, value.isMissingNode() ? "is missing" : "must be a text that is not blank");
    }
}
