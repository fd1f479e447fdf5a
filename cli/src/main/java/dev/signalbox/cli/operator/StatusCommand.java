package dev.signalbox.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.client.http.Health;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.OperatorApi;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.WhoAmI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;

/** The command {@code signalbox status}. */
@Command(
        name = "status",
        description =
                "Whether the hub is ready, how far each follower is, who you are to it, and, for admins, how large it is.",
        footer = {
            "%nExamples:",
            "  signalbox status",
            "  until signalbox status --quiet; do sleep 1; done    wait for a hub",
            "  signalbox status -o json | jq '.sizes.logs[] | {log, head, bytes}'",
            "%nA DAY is the mean of the last whole days, up to seven. What is wrong, and what",
            "to do about it: signalbox doctor.",
            "%nExit code 0: ready, and your key is good. 1: not ready, or the key was refused."
        })
public final class StatusCommand implements Subcommand {
    @Override
    public void run(CommandRun run) {
        HubApi hub = run.hub();
        CompletableFuture<WhoAmI> whoami = hub.whoami();
        CompletableFuture<EventPage> end = hub.events(Map.of("after", "end", "limit", "1"));
        Health health = run.await(hub.operator().ready());
        ObjectNode report = Json.object();
        report.put("url", run.settings().url().toString()).put("ready", health.ok());
        report.set("health", health.report());
        // A hub that is not ready cannot say more; that it is not is the answer.
        if (health.ok()) {
            WhoAmI you = run.await(whoami);
            report.set("you", Json.tree(you));
            report.put("head", run.await(end).head());
            if (you.role().equals("admin")) addWhatAdminsSee(report, run);
        }
        Output output = run.output();
        String text = text(report, output, run.now());
        if (!health.ok()) run.endsWith(ExitCode.REFUSED);
        if (output.isText() && output.isQuiet()) return;
        output.one(report, text, text);
    }

    /** An older hub knows of none of it. */
    private static void addWhatAdminsSee(ObjectNode report, CommandRun run) {
        OperatorApi operator = run.hub().operator();
        Map<String, CompletableFuture<?>> asked = new LinkedHashMap<>();
        asked.put("backups", operator.backupState());
        asked.put("verify", operator.verification());
        asked.put("sizes", operator.status());
        asked.forEach((field, answer) -> run.await(answer.<Optional<JsonNode>>handle(
                        (found, refused) -> Optional.ofNullable(found).map(Json::tree)))
                .ifPresent(found -> report.set(field, found)));
    }

    private static String backups(JsonNode state, Instant now) {
        return BackupCommand.ages(state, now) + "; made "
                + Ink.plain(state.path("plan").asText());
    }

    private static String verified(JsonNode last, Instant now) {
        String state = Ink.plain(last.path("state").asText());
        return last.hasNonNull("endedAt")
                ? state + ", " + Ages.since(Times.parse(last.path("endedAt").asText()), now) + " ago"
                : state;
    }

    private static void addWrapped(String text, int width, List<String> lines) {
        String indent = "       ";
        int room = width == Integer.MAX_VALUE ? width : width - indent.length();
        for (String line : Prose.wrap(Ink.plain(text), room)) lines.add(indent + line);
    }

    private static String text(JsonNode report, Output output, Instant now) {
        Ink ink = output.ink();
        JsonNode health = report.path("health");
        List<String> lines = new ArrayList<>();
        String ready = report.path("ready").asBoolean() ? ink.green("ready") : ink.red("not ready");
        lines.add("hub    " + Ink.plain(report.path("url").asText()) + "  " + ready);
        for (String field : List.of("trouble", "degraded"))
            if (health.hasNonNull(field)) addWrapped(health.path(field).asText(), output.width(), lines);
        JsonNode sizes = report.path("sizes");
        lines.add("store  "
                + Ink.plain(sizes.path("store").asText(health.path("store").asText("unknown"))));
        JsonNode you = report.path("you");
        if (you.isObject()) {
            lines.add("you    " + ink.bold(you.path("name").asText()) + " ("
                    + Ink.plain(you.path("role").asText()) + ")");
            if (!you.path("role").asText().equals("admin")) {
                addRights("reads  ", you.path("mayRead"), output.width(), lines);
                addRights("sends  ", you.path("mayWrite"), output.width(), lines);
            }
        }
        if (report.has("head")) lines.add("head   " + report.path("head").asText());
        if (report.has("backups")) lines.add("backup " + backups(report.path("backups"), now));
        if (report.has("verify")) lines.add("verify " + verified(report.path("verify"), now));
        if (!health.path("followers").isEmpty()) {
            Columns<JsonNode> columns = new Columns<JsonNode>()
                    .with("FOLLOWER", each -> each.path("name").asText())
                    .with("LOG", each -> each.path("log").asText())
                    .with("POSITION", each -> each.path("position").asText())
                    .with("LAG", each -> each.path("lag").asText());
            lines.add(System.lineSeparator() + columns.of(health.path("followers"), ink, output.width()));
        }
        if (report.has("sizes")) lines.addAll(SizeTables.of(report.path("sizes"), ink, output.width()));
        return String.join(System.lineSeparator(), lines);
    }

    /** Names in lines that begin below each other; none for an older hub, which does not tell them. */
    private static void addRights(String label, JsonNode names, int width, List<String> lines) {
        List<String> each = new ArrayList<>();
        names.forEach(name -> each.add(Ink.plain(name.asText())));
        String begin = label;
        for (String line : Prose.wrap(String.join(", ", each), Math.max(40, width - label.length()))) {
            if (!line.isEmpty()) lines.add(begin + line);
            begin = " ".repeat(label.length());
        }
    }
}
