package dev.signalbox.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.http.Health;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.WhoAmI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;

/** The command {@code signalbox status}. */
@Command(
        name = "status",
        description =
                "Whether the hub is ready, where its log stands, how far each follower is, and who you are to it.",
        footer = {
            "%nExamples:",
            "  signalbox status",
            "  until signalbox status --quiet; do sleep 1; done    wait for a hub",
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
            report.set("you", Json.tree(run.await(whoami)));
            report.put("head", run.await(end).head());
        }
        Output output = run.output();
        String text = text(report, output);
        if (!health.ok()) run.endsWith(ExitCode.REFUSED);
        if (output.isText() && output.isQuiet()) return;
        output.one(report, text, text);
    }

    private static String text(JsonNode report, Output output) {
        Ink ink = output.ink();
        JsonNode health = report.path("health");
        List<String> lines = new ArrayList<>();
        String ready = report.path("ready").asBoolean() ? ink.green("ready") : ink.red("not ready");
        lines.add("hub    " + Ink.plain(report.path("url").asText()) + "  " + ready);
        if (health.hasNonNull("trouble"))
            lines.add("       " + Ink.plain(health.path("trouble").asText()));
        if (health.hasNonNull("degraded"))
            lines.add("       " + Ink.plain(health.path("degraded").asText()));
        lines.add("store  " + Ink.plain(health.path("store").asText("unknown")));
        JsonNode you = report.path("you");
        if (you.isObject()) {
            lines.add("you    " + ink.bold(you.path("name").asText()) + " ("
                    + Ink.plain(you.path("role").asText()) + ")");
        }
        if (report.has("head")) lines.add("head   " + report.path("head").asText());
        if (!health.path("followers").isEmpty()) {
            Columns<JsonNode> columns = new Columns<JsonNode>()
                    .with("FOLLOWER", each -> each.path("name").asText())
                    .with("LOG", each -> each.path("log").asText())
                    .with("POSITION", each -> each.path("position").asText())
                    .with("LAG", each -> each.path("lag").asText());
            lines.add(System.lineSeparator() + columns.of(health.path("followers"), ink, output.width()));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
