package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.hook.Agent;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The part of an agent's configuration by which it speaks to the hub. */
final class HookBlock {
    /** Of every entry that is ours: what a command begins with, and what a path has. */
    static final String COMMAND = "signalbox hook ";

    static final String PATH = "/v1/hooks/";

    private static final int TIMEOUT_SECONDS = 600;
    /** What an agent that ends waits for. */
    private static final int ENDING_SECONDS = 5;

    private static final String KEY = "SIGNALBOX_KEY";

    private HookBlock() {}

    /**
     * The whole block.
     *
     * @param hub where its hooks of type http speak; null for command hooks
     * @param tools which tools the rules of the hub are about before the agent's own; empty for none beside those that
     *     ask questions
     */
    static ObjectNode of(Agent agent, @Nullable String hub, String tools) {
        ObjectNode hooks = Json.object();
        if (agent == Agent.CLAUDE_CODE) {
            String asks = "AskUserQuestion";
            put(
                    hooks,
                    "PreToolUse",
                    tools.isEmpty() ? asks : asks + "|" + tools,
                    handler(agent, hub, !tools.isEmpty()));
            put(hooks, "PermissionRequest", "*", handler(agent, hub, false));
            for (String event : List.of("Elicitation", "Notification", "Stop")) {
                put(hooks, event, null, handler(agent, hub, false));
            }
        } else {
            put(hooks, "PreToolUse", tools.isEmpty() ? "*" : tools, handler(agent, hub, false));
            put(hooks, "PermissionRequest", "*", handler(agent, hub, false));
            put(hooks, "Stop", null, handler(agent, hub, false));
        }
        put(hooks, "SessionEnd", null, handler(agent, hub, false).put("timeout", ENDING_SECONDS));
        return Json.object().set("hooks", hooks);
    }

    private static void put(ObjectNode hooks, String event, @Nullable String matcher, ObjectNode handler) {
        ObjectNode group = hooks.putArray(event).addObject();
        if (matcher != null) group.put("matcher", matcher);
        group.putArray("hooks").add(handler);
    }

    /** @param blocks whether a hub that is away keeps the agent from using the tool: its rules deny some */
    private static ObjectNode handler(Agent agent, @Nullable String hub, boolean blocks) {
        if (hub == null) {
            return Json.object()
                    .put("type", "command")
                    .put("command", COMMAND + agent.word())
                    .put("timeout", TIMEOUT_SECONDS);
        }
        ObjectNode http = Json.object()
                .put("type", "http")
                .put("url", hub + PATH + agent.word())
                .put("timeout", TIMEOUT_SECONDS);
        http.putObject("headers").put("Authorization", "Bearer $" + KEY);
        http.putArray("allowedEnvVars").add(KEY);
        return blocks ? http.put("onFailure", "block") : http;
    }

    /** Whether an entry speaks to a hub. */
    static boolean isOurs(JsonNode handler) {
        return handler.path("command").asText().contains(COMMAND.strip())
                || handler.path("url").asText().contains(PATH);
    }

    /**
     * What of the block is not in a file yet: events for which it has no entry of ours.
     *
     * @param file must be an object, its hooks absent or an object of lists
     */
    static ObjectNode missing(JsonNode file, JsonNode block) {
        Map<String, JsonNode> missing = new TreeMap<>();
        block.path("hooks").forEachEntry((event, groups) -> {
            boolean there = file.path("hooks")
                    .path(event)
                    .valueStream()
                    .flatMap(group -> group.path("hooks").valueStream())
                    .anyMatch(HookBlock::isOurs);
            if (!there) missing.put(event, groups);
        });
        ObjectNode hooks = Json.object();
        missing.forEach(hooks::set);
        return Json.object().set("hooks", hooks);
    }

    /** The file with what is missing behind what it has. */
    static ObjectNode merged(ObjectNode file, JsonNode missing) {
        ObjectNode merged = file.deepCopy();
        ObjectNode hooks = merged.withObject("/hooks");
        missing.path("hooks").forEachEntry((event, groups) -> {
            ArrayNode there = hooks.has(event) ? (ArrayNode) hooks.path(event) : hooks.putArray(event);
            groups.forEach(there::add);
        });
        return merged;
    }

    /** Why nothing may be put into a file; empty when something may. */
    static List<String> objections(JsonNode file) {
        List<String> objections = new ArrayList<>();
        JsonNode hooks = file.path("hooks");
        if (!hooks.isMissingNode() && !hooks.isObject()) objections.add("its hooks are no object");
        hooks.forEachEntry((event, groups) -> {
            if (!groups.isArray()) objections.add("its hooks for " + event + " are no list");
        });
        return objections;
    }
}
