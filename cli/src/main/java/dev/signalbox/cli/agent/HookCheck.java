package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.hub.hook.Agent;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.PointerStep;
import dev.signalbox.wire.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an agent would make of the hooks in one of its files: Claude Code drops an entry that it does not understand,
 * Codex the whole file, both without a word.
 */
final class HookCheck {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)}?");
    private static final Pattern WAIT = Pattern.compile("(?:--wait[ =]|[?&]wait=)'?([0-9A-Za-z.]+)");
    private static final Set<String> TOOLS = Set.of(
            "AskUserQuestion",
            "Bash",
            "Edit",
            "Glob",
            "Grep",
            "NotebookEdit",
            "Read",
            "Task",
            "WebFetch",
            "WebSearch",
            "Write");
    private static final Set<String> CLAUDE_TYPES = Set.of("command", "http", "mcp_tool", "prompt", "agent");
    private static final Set<String> CODEX_TYPES = Set.of("command", "mcp_tool");

    private final AgentFile file;
    private final Shell shell;
    private final LinedJson json;
    private final List<Entry> ours = new ArrayList<>();
    private final List<HookFinding> findings = new ArrayList<>();

    /**
     * An entry that speaks to a hub.
     *
     * @param where file and line
     */
    record Entry(String event, String where, JsonNode handler) {}

    private HookCheck(AgentFile file, Shell shell, LinedJson json) {
        this.file = file;
        this.shell = shell;
        this.json = json;
    }

    /** Looks at a file that is there; what is no JSON is one finding. */
    static HookCheck of(AgentFile file, Shell shell) {
        try {
            HookCheck check = new HookCheck(file, shell, LinedJson.read(Files.readAllBytes(file.path())));
            check.look();
            return check;
        } catch (IOException | IllegalArgumentException unread) {
            HookCheck check = new HookCheck(file, shell, new LinedJson(MissingNode.getInstance(), Map.of()));
            String first =
                    String.valueOf(unread.getMessage()).lines().findFirst().orElse("");
            check.fail("", "cannot be read, so " + file.agent().title() + " reads no hook of it: " + first);
            return check;
        }
    }

    List<Entry> ours() {
        return ours;
    }

    List<HookFinding> findings() {
        return findings;
    }

    private void look() {
        JsonNode hooks = json.root().path("hooks");
        if (hooks.isMissingNode()) return;
        if (!hooks.isObject()) {
            fail("/hooks", "must be an object, an event for each name");
            return;
        }
        hooks.forEachEntry((event, groups) -> {
            String at = "/hooks/" + PointerStep.of(event);
            if (!file.agent().knows(event)) warn(at, "no event of this name is known" + similar(event));
            if (!groups.isArray()) fail(at, "must be a list of {\"matcher\": …, \"hooks\": […]}");
            for (int i = 0; groups.isArray() && i < groups.size(); i++) group(event, at + "/" + i, groups.path(i));
        });
    }

    private String similar(String event) {
        for (String known : file.agent().events()) {
            if (known.equalsIgnoreCase(event)) return "; it is written " + known;
        }
        return ", so its hooks are left out";
    }

    private void group(String event, String at, JsonNode group) {
        JsonNode handlers = group.path("hooks");
        if (!handlers.isArray() || handlers.isEmpty()) {
            fail(at, "lacks the inner list \"hooks\", so it is left out");
            return;
        }
        JsonNode matcher = group.path("matcher");
        if (!matcher.isMissingNode() && !matcher.isTextual()) fail(at + "/matcher", "must be a text");
        for (String part : matcher.asText("").split("\\|", -1)) spelled(at + "/matcher", part);
        for (int i = 0; i < handlers.size(); i++) handler(event, at + "/hooks/" + i, handlers.path(i));
    }

    private void spelled(String at, String part) {
        for (String tool : TOOLS) {
            if (part.equalsIgnoreCase(tool) && !part.equals(tool)) {
                fail(at, "\"" + part + "\" fits no tool: it is written " + tool);
            }
        }
    }

    private void handler(String event, String at, JsonNode handler) {
        boolean codex = file.agent() == Agent.CODEX;
        String type = handler.path("type").asText();
        if (!(codex ? CODEX_TYPES : CLAUDE_TYPES).contains(type)) {
            String known = codex ? "command" : "command, http, mcp_tool, prompt or agent";
            fail(
                    at + "/type",
                    "must be " + known + (codex ? ", else Codex drops the whole file" : ", else the entry is dropped"));
        }
        JsonNode timeout = handler.path("timeout");
        if (!timeout.isMissingNode() && !(timeout.isNumber() && timeout.asDouble() > 0)) {
            fail(
                    at + "/timeout",
                    "must be a number of seconds, else "
                            + (codex ? "Codex drops the whole file" : "the entry is dropped"));
        }
        if (type.equals("command") && !isText(handler.path("command"))) fail(at, "lacks its command");
        if (type.equals("http") && !handler.path("url").asText().matches("https?://.+")) fail(at, "lacks its url");
        if (!HookBlock.isOurs(handler)) return;
        ours.add(new Entry(event, place(at), handler));
        patient(event, at, handler);
        if (type.equals("http")) http(event, at, handler);
    }

    /** The hub gives up before the agent does, so that a late answer is no surprise. */
    private void patient(String event, String at, JsonNode handler) {
        boolean waits = Set.of(Agent.BEFORE, Agent.PERMISSION, "Elicitation").contains(event);
        if (!waits || !handler.path("timeout").isNumber()) return;
        Duration agent = Duration.ofMillis((long) (handler.path("timeout").asDouble() * 1000));
        if (waitOf(handler).compareTo(agent) < 0) return;
        warn(
                at + "/timeout",
                "the agent gives up after " + Times.format(agent) + ", and the hub would wait for "
                        + Times.format(waitOf(handler)) + ": give the hub less, with --wait or ?wait=");
    }

    private static Duration waitOf(JsonNode handler) {
        Matcher given = WAIT.matcher(
                handler.path("command").asText() + handler.path("url").asText());
        try {
            return given.find() ? Times.parseDuration(given.group(1)) : Limits.HOOK_WAIT_MAX;
        } catch (IllegalArgumentException unread) {
            return Limits.HOOK_WAIT_MAX;
        }
    }

    private void http(String event, String at, JsonNode handler) {
        if (Set.of("SessionStart", "Setup").contains(event)) {
            warn(at, "hooks of type http are left out for " + event + "; take one of type command");
        }
        String header = handler.at("/headers/Authorization").asText();
        if (header.isEmpty()) fail(at, "shows no key: add \"headers\": {\"Authorization\": \"Bearer $SIGNALBOX_KEY\"}");
        Matcher variable = VARIABLE.matcher(header);
        while (variable.find()) {
            String name = variable.group(1);
            boolean allowed = handler.path("allowedEnvVars").valueStream().anyMatch(each -> each.asText()
                    .equals(name));
            if (!allowed) fail(at, "sends " + name + " empty: add \"allowedEnvVars\": [\"" + name + "\"]");
            else if (shell.variable(name) == null)
                warn(at, name + " is not set here; the agent needs it in its environment");
        }
    }

    /** The key that an entry shows, as far as it can be told here; empty for none. */
    static String keyOf(JsonNode handler, Shell shell) {
        String header = handler.at("/headers/Authorization").asText();
        String filled = VARIABLE.matcher(header).replaceAll(name -> {
            String value = shell.variable(name.group(1));
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
        return filled.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? filled.substring("bearer ".length()).strip()
                : "";
    }

    private static boolean isText(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank();
    }

    private void fail(String at, String what) {
        findings.add(HookFinding.fail(place(at), what));
    }

    private void warn(String at, String what) {
        findings.add(HookFinding.warn(place(at), what));
    }

    private String place(String at) {
        return file.shown() + ":" + json.line(at);
    }
}
