package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.client.http.HookApi;
import dev.signalbox.client.http.HookApi.Told;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.hub.hook.Agent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** The command {@code signalbox hook doctor}. */
@Command(
        name = "doctor",
        description = "Look whether the hooks of agents are read, trusted and heard, and say what to mend.",
        footer = {
            "%nExamples:",
            "  signalbox hook doctor                the files of this person and this folder",
            "  signalbox hook doctor -o json | jq -r '.items[] | select(.state != \"ok\")'",
            "%nLooks at each entry as its agent does, with the line of what is wrong; asks",
            "Codex, where it is installed, which hooks it trusts; sends an event for trial",
            "through the same door; and says when the hub heard each hook last.",
            "%nExit code 0: nothing is wrong. 1: something is."
        })
final class HookDoctorCommand implements Subcommand {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TRIAL = "SignalboxTrial";

    private final List<HookFinding> findings = new ArrayList<>();

    @Override
    public void run(CommandRun run) {
        Map<String, HookApi> doors = new LinkedHashMap<>();
        for (Agent agent : Agent.ALL) {
            List<HookCheck.Entry> ours = entries(agent, run);
            for (HookCheck.Entry entry : ours) {
                findings.add(HookFinding.ok(entry.where(), agent.title() + " calls the hub for " + entry.event()));
                doors.putIfAbsent(agent.word() + " " + urlOf(entry, run), doorOf(entry, run));
            }
            boolean there = !ours.isEmpty() || CodexTrust.hasHooksInToml(run.shell());
            if (agent == Agent.CODEX && there) findings.addAll(CodexTrust.of(run.shell()));
            else if (ours.isEmpty()) findings.add(missing(agent));
        }
        if (doors.isEmpty())
            doors.put(Agent.CLAUDE_CODE.word() + " " + run.settings().url(), run.hooks());
        doors.forEach((name, door) -> tried(name, door, run));
        heard(run);
        if (findings.stream().anyMatch(each -> !each.isOk())) run.endsWith(ExitCode.REFUSED);
        run.output()
                .list(
                        findings,
                        new Columns<HookFinding>()
                                .with("STATE", HookFinding::state)
                                .with("WHERE", HookFinding::where)
                                .with("WHAT", HookFinding::what));
    }

    private List<HookCheck.Entry> entries(Agent agent, CommandRun run) {
        List<HookCheck.Entry> ours = new ArrayList<>();
        for (AgentFile file : AgentFile.all(agent, run.shell())) {
            if (!Files.exists(file.path())) continue;
            HookCheck check = HookCheck.of(file, run.shell());
            ours.addAll(check.ours());
            findings.addAll(check.findings());
        }
        return ours;
    }

    private static HookFinding missing(Agent agent) {
        return HookFinding.none(
                agent.title(), "has no hook for the hub: signalbox hook install " + agent.word() + " --user adds it");
    }

    private static String urlOf(HookCheck.Entry entry, CommandRun run) {
        String url = entry.handler().path("url").asText();
        int path = url.indexOf(HookBlock.PATH);
        return path < 0 ? run.settings().url().toString() : url.substring(0, path);
    }

    /** The door of the entry's own URL and key; a command has those of this shell, as this command has. */
    private static HookApi doorOf(HookCheck.Entry entry, CommandRun run) {
        if (!entry.handler().has("url")) return run.hooks();
        String key = HookCheck.keyOf(entry.handler(), run.shell());
        return run.hooksAt(URI.create(urlOf(entry, run)), key.isEmpty() ? null : key);
    }

    private void tried(String name, HookApi door, CommandRun run) {
        String agent = name.substring(0, name.indexOf(' '));
        String where = name.substring(name.indexOf(' ') + 1);
        ObjectNode event = Json.object().put("hook_event_name", TRIAL);
        try {
            Told told = run.await(door.tell(agent, Json.write(event), Ids.next(), PATIENCE, PATIENCE));
            String said = told.answer().path("systemMessage").asText(reasonOf(told.answer()));
            findings.add(
                    told.decided() && !said.contains("may not ask")
                            ? HookFinding.ok(where, said)
                            : HookFinding.fail(where, said));
        } catch (HubUnreachable gone) {
            findings.add(HookFinding.fail(where, String.valueOf(gone.getMessage())));
        }
    }

    private static String reasonOf(JsonNode answer) {
        return answer.at("/hookSpecificOutput/permissionDecisionReason").asText();
    }

    private void heard(CommandRun run) {
        try {
            JsonNode heard = run.await(run.hooks().heard());
            for (JsonNode hook : heard.path("hooks")) {
                if (hook.path("event").asText().equals(TRIAL)) continue;
                String what = "heard " + hook.path("event").asText() + " of "
                        + hook.path("by").asText() + ", last at "
                        + hook.path("last").asText() + ", in all "
                        + hook.path("times").asText();
                String agent = hook.path("agent").asText();
                findings.add(
                        hook.has("trouble")
                                ? HookFinding.warn(
                                        agent,
                                        what + "; " + hook.path("trouble").asText())
                                : HookFinding.ok(agent, what));
            }
            if (heard.path("hooks")
                    .valueStream()
                    .allMatch(hook -> hook.path("event").asText().equals(TRIAL))) {
                String since = heard.path("since").asText();
                findings.add(HookFinding.none(
                        "hub", "has heard no hook since " + since + "; use the agent, and look again"));
            }
        } catch (HubUnreachable | HubRefused no) {
            findings.add(HookFinding.fail("hub", "does not say which hooks it heard: " + no.getMessage()));
        }
    }
}
