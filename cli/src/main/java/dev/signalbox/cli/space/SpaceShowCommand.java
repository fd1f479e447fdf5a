package dev.signalbox.cli.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.operator.BackupCommand;
import dev.signalbox.cli.operator.SizeTables;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.http.OperatorApi;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.HubSpace.State;
import dev.signalbox.wire.resource.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox space show}. */
@Command(
        name = "show",
        description = "One space: how large it is, who has keys, how old its last backup is.",
        footer = {
            "%nExamples:",
            "  signalbox space show billing",
            "  signalbox space show billing -o json | jq '.sizes.logs[] | {log, bytes}'"
        })
final class SpaceShowCommand implements SpaceAction {
    @Parameters(paramLabel = "NAME", description = "Which space.", completionCandidates = Completion.Spaces.class)
    private String name = "";

    @Override
    public void run(CommandRun run, Shell shell) {
        HubSpace space = HubSpaces.ask(run, spaces -> spaces.get(name));
        ObjectNode report = Json.object();
        report.set("space", Json.tree(space));
        if (space.state() == State.OPEN) addWhatIsInside(report, run);
        Output output = run.output();
        output.one(report, text(space, report, output, run.now()), name);
        if (space.state() == State.SEALED) output.note("To bring it back: signalbox space unseal " + name);
    }

    private void addWhatIsInside(ObjectNode report, CommandRun run) {
        OperatorApi within = run.hubIn(name).operator();
        List<Key> keys = Pages.all(run, Map.of(), within::keys);
        report.set("keys", Json.tree(keys));
        report.set("backups", run.await(within.backupState()));
        report.set("sizes", Json.tree(run.await(within.status())));
    }

    private static String text(HubSpace space, JsonNode report, Output output, Instant now) {
        Ink ink = output.ink();
        List<String> lines = new ArrayList<>();
        lines.add(ink.bold(space.name()) + "  " + space.state().word()
                + (space.gone() == null ? "" : ", gone at " + Ages.minute(space.gone()) + " UTC"));
        add(lines, "made", Ages.minute(space.createdAt()) + " UTC by " + Ink.plain(space.createdBy()));
        add(lines, "id", space.externalId());
        add(lines, "clone", space.cloneOf() == null ? null : "of " + space.cloneOf());
        add(lines, "store", space.database() == null ? "where the hub keeps its own data" : space.database());
        if (report.has("backups")) {
            JsonNode backups = report.path("backups");
            add(
                    lines,
                    "backup",
                    BackupCommand.ages(backups, now) + "; made "
                            + backups.path("plan").asText());
        }
        String gap = System.lineSeparator();
        if (report.has("keys")) lines.add(gap + keys(report.path("keys"), now).of(open(report), ink, output.width()));
        if (report.has("sizes")) lines.addAll(SizeTables.of(report.path("sizes"), ink, output.width()));
        return String.join(gap, lines);
    }

    private static void add(List<String> lines, String what, @Nullable String text) {
        if (text != null) lines.add("%-6s %s".formatted(what, Ink.plain(text)));
    }

    private static Columns<Key> keys(JsonNode all, Instant now) {
        return new Columns<Key>()
                .with("KEY", Key::name)
                .with("ROLE", Key::role)
                .with("MADE", key -> Ages.minute(key.createdAt()))
                .with("LAST USED", key -> Ages.hour(key.lastUsedAt(), now))
                .when(all.findValue("expiresAt") != null, "EXPIRES", key -> Ages.minute(key.expiresAt()));
    }

    /** Those that are not revoked. */
    private static List<Key> open(JsonNode report) {
        List<Key> keys = new ArrayList<>();
        for (JsonNode each : report.path("keys")) {
            if (!each.hasNonNull("revokedAt")) keys.add(Json.read(each, Key.class));
        }
        return keys;
    }
}
