package dev.signalbox.hub.hook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.matrix.RowSchema;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A coding agent whose hooks the hub answers: the forms in which it reads an answer. Each is held against the schema of
 * its event in {@code hook/<agent>.json} before it is sent; what does not fit becomes the agent's own prompt.
 * Immutable; any thread.
 */
public final class Agent {
    /** Before a tool is used. */
    public static final String BEFORE = "PreToolUse";
    /** Where the agent would ask its person. */
    public static final String PERMISSION = "PermissionRequest";

    static final String ELICITATION = "Elicitation";

    public static final Agent CLAUDE_CODE = new Agent("claude-code", "Claude Code", true);
    /** Before a tool is used it can be told no, and nothing else; it has no other way to ask than its prompt. */
    public static final Agent CODEX = new Agent("codex", "Codex", false);

    public static final List<Agent> ALL = List.of(CLAUDE_CODE, CODEX);

    private static final String SUGGESTION = "suggestion";
    private static final String OUTPUT = "hookSpecificOutput";

    private final String word;
    private final String title;
    private final boolean decidesBefore;
    private final JsonNode form;
    private final Map<String, RowSchema> schemas = new ConcurrentHashMap<>();

    private Agent(String word, String title, boolean decidesBefore) {
        this.word = word;
        this.title = title;
        this.decidesBefore = decidesBefore;
        this.form = read("/hook/" + word + ".json");
    }

    /** As paths and commands name it. */
    public String word() {
        return word;
    }

    /** As people name it. */
    public String title() {
        return title;
    }

    /** Whether a yes and an own prompt can be told before a tool is used, too. */
    boolean decidesBefore() {
        return decidesBefore;
    }

    /** Whether the documentation of the agent knows an event of this name. */
    public boolean knows(String event) {
        return form.path("events").has(event);
    }

    /** The names of the events that it knows. */
    public List<String> events() {
        return form.path("events").properties().stream().map(Map.Entry::getKey).toList();
    }

    /**
     * Yes.
     *
     * @param why for the person before the agent
     * @param changes fields that the yes has beside it: {@code updatedInput}, {@code updatedPermissions}; null for none
     */
    ObjectNode allow(String event, String why, @Nullable ObjectNode changes) {
        if (event.equals(BEFORE)) {
            if (!decidesBefore) return nothing();
            ObjectNode output = output(event).put("permissionDecision", "allow").put("permissionDecisionReason", why);
            if (changes != null) output.setAll(changes);
            return nothing().set(OUTPUT, output);
        }
        ObjectNode decision = Json.object().put("behavior", "allow");
        if (changes != null) decision.setAll(changes);
        ObjectNode answer = nothing().set(OUTPUT, output(event).set("decision", decision));
        return answer.put("systemMessage", why);
    }

    /** No. */
    ObjectNode deny(String event, String why) {
        if (event.equals(BEFORE)) {
            return nothing()
                    .set(OUTPUT, output(event).put("permissionDecision", "deny").put("permissionDecisionReason", why));
        }
        ObjectNode decision = Json.object().put("behavior", "deny").put("message", why);
        return nothing().set(OUTPUT, output(event).set("decision", decision));
    }

    /**
     * No decision: the agent asks its own person, where it would have asked.
     *
     * @param why for that person; empty for nothing
     */
    public ObjectNode ownPrompt(String event, String why) {
        if (event.equals(BEFORE) && decidesBefore) {
            ObjectNode output = output(event).put("permissionDecision", "ask");
            if (!why.isEmpty()) output.put("permissionDecisionReason", why);
            return nothing().set(OUTPUT, output);
        }
        return why.isEmpty() ? nothing() : nothing().put("systemMessage", why);
    }

    /**
     * The same when the event is not known. An answer to another event than it was asked for is none for Claude Code,
     * so what asks for the prompt before a tool is used is no answer elsewhere.
     */
    public ObjectNode refusal(String why) {
        return ownPrompt(BEFORE, why);
    }

    /** What a program that asks for somebody's input gets. */
    static ObjectNode elicited(String action, @Nullable JsonNode content) {
        ObjectNode output = output(ELICITATION).put("action", action);
        if (content != null) output.set("content", content);
        return nothing().set(OUTPUT, output);
    }

    static ObjectNode nothing() {
        return Json.object();
    }

    /** The answer, or the agent's own prompt when the agent would not understand it. */
    public ObjectNode checked(String event, ObjectNode answer) {
        if (fits(event, answer)) return answer;
        return ownPrompt(event, Words.say("the answer is none that " + title + " understands. Answer here"));
    }

    /** Whether the agent's documentation allows the answer to an event. */
    public boolean fits(String event, JsonNode answer) {
        return schemas.computeIfAbsent(knows(event) ? event : "", this::schema)
                .faults(answer)
                .isEmpty();
    }

    /** Whether the agent takes a change of its permissions back that it suggested itself. */
    boolean isSuggestion(JsonNode change) {
        return form.path("$defs").has(SUGGESTION)
                && schemas.computeIfAbsent(SUGGESTION, this::schemaOf)
                        .faults(change)
                        .isEmpty();
    }

    private RowSchema schema(String event) {
        return schemaOf(form.path("events").path(event).asText("plain"));
    }

    private RowSchema schemaOf(String name) {
        ObjectNode schema = Json.object().put("$ref", "#/$defs/" + name);
        schema.set("$defs", form.path("$defs"));
        return RowSchema.compile(schema);
    }

    private static ObjectNode output(String event) {
        return Json.object().put("hookEventName", event);
    }

    private static JsonNode read(String path) {
        try (@Nullable InputStream shipped = Agent.class.getResourceAsStream(path)) {
            return Json.readLenient(requireNonNull(shipped).readAllBytes(), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
