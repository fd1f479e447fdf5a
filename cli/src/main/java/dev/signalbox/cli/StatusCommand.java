package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.http.Health;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.WhoAmI;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
final class StatusCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        HubApi hub = invocation.hub();
        CompletableFuture<WhoAmI> whoami = hub.whoami();
        CompletableFuture<EventPage> end = hub.events(Map.of("after", "end", "limit", "1"));
        Health health = Invocation.await(hub.ready());
        ObjectNode report = Json.object();
        report.put("url", invocation.settings().url().toString()).put("ready", health.ok());
        report.set("health", health.report());
        // A hub that is not ready cannot say more; that it is not is the answer.
        if (health.ok()) {
            report.set("you", Json.tree(Invocation.await(whoami)));
            report.put("head", Invocation.await(end).head());
        }
        Output output = invocation.output();
        String text = text(report, output.ink());
        if (output.isText() && output.isQuiet()) return health.ok() ? ExitCode.DONE : ExitCode.REFUSED;
        output.one(report, text, text);
        return health.ok() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static String text(JsonNode report, Ink ink) {
        String end = System.lineSeparator();
        boolean ready = report.path("ready").asBoolean();
        StringBuilder text = new StringBuilder();
        text.append("hub    ").append(Ink.plain(report.path("url").asText())).append("  ");
        text.append(ready ? ink.green("ready") : ink.red("not ready")).append(end);
        JsonNode you = report.path("you");
        if (you.isObject()) {
            text.append("you    ").append(ink.bold(you.path("name").asText()));
            text.append(" (")
                    .append(Ink.plain(you.path("role").asText()))
                    .append(")")
                    .append(end);
        }
        if (report.has("head"))
            text.append("log    head ").append(report.path("head").asText()).append(end);
        leaves("", report.path("health"), text);
        return text.toString().stripTrailing();
    }

    /** The hub's own report, whatever a newer hub adds to it. */
    private static void leaves(String path, JsonNode node, StringBuilder text) {
        if (node.isContainerNode()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                leaves(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), text);
            }
            int index = 0;
            if (node.isArray()) for (JsonNode item : node) leaves(path + "." + index++, item, text);
            return;
        }
        text.append("       ").append(Ink.plain(path + " " + node.asText())).append(System.lineSeparator());
    }
}
