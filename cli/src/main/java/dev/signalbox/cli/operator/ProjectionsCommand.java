package dev.signalbox.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.resource.FoldProblem;
import dev.signalbox.wire.resource.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox projections}. */
@Command(
        name = "projections",
        description = "The tables that are folded from the log. Needs an admin key.",
        subcommands = {
            ProjectionsCommand.ListAll.class,
            ProjectionsCommand.Problems.class,
            ProjectionsCommand.Rebuild.class
        },
        footer = {
            "%nExamples:",
            "  signalbox projections list",
            "  signalbox projections problems",
            "  signalbox projections rebuild questions",
            "%nA rebuild folds new tables beside the old ones, catches up, then swaps."
        })
public final class ProjectionsCommand {
    @Command(
            name = "list",
            description = "Each projection, where it stands and how far it lags.",
            footer = {
                "%nExamples:",
                "  signalbox projections list",
                "  signalbox projections list -o jsonl | jq -r 'select(.lag > 0) | .name'"
            })
    static final class ListAll implements Subcommand {
        @Override
        public void run(CommandRun run) {
            Columns<JsonNode> columns = new Columns<>();
            for (String field : List.of("name", "log", "position", "lag", "state", "trouble")) {
                columns.with(
                        field.toUpperCase(Locale.ROOT), item -> item.path(field).asText(null));
            }
            run.output().list(all(run), columns);
        }
    }

    @Command(
            name = "problems",
            description = "Events that a table could not take and went on without.",
            footer = {
                "%nExamples:",
                "  signalbox projections problems",
                "  signalbox projections problems --output json | jq '.[].stream'",
                "%nNothing is lost: the event stands in the log, and the thing that it belongs to",
                "says that it is incomplete (a field of its JSON). It is folded after all when a",
                "hub starts that can, which a newer version may, or by projections rebuild NAME.",
                "Deleting the thing takes its problems away. See an event: signalbox events",
                "--after POSITION-1 --limit 1 (--log traces for that log)."
            })
    static final class Problems implements Subcommand {
        @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 500. Default: 50.")
        private @Nullable Integer limit;

        @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on behind the page before.")
        private @Nullable String cursor;

        @Override
        public void run(CommandRun run) {
            Output output = run.output();
            Map<String, String> query = new LinkedHashMap<>();
            if (limit != null) query.put("limit", limit.toString());
            if (cursor != null) query.put("cursor", cursor);
            Page<FoldProblem> page = run.await(run.hub().operator().foldProblems(query));
            Instant now = run.shell().clock().instant();
            output.list(
                    page.items(),
                    new Columns<FoldProblem>()
                            .with("TABLE", FoldProblem::projection)
                            .with("LOG", FoldProblem::log)
                            .with("POSITION", FoldProblem::position)
                            .with("STREAM", FoldProblem::stream)
                            .with("EVENT", FoldProblem::eventType)
                            .with("AGE", each -> Ages.since(each.firstSeen(), now))
                            .with("WHY", FoldProblem::error));
            if (page.items().isEmpty()) output.note("No problems: every event is in its tables.");
            if (page.nextCursor() != null) output.note("There are more: --cursor " + page.nextCursor());
        }
    }

    @Command(
            name = "rebuild",
            description = "Fold a projection's tables anew from the first event. Reads go on meanwhile.",
            footer = {
                "%nExamples:",
                "  signalbox projections rebuild questions",
                "  signalbox projections rebuild traces --wait"
            })
    static final class Rebuild implements Subcommand {
        @Parameters(paramLabel = "NAME", description = "As projections list shows it.")
        private String name = "";

        @Option(names = "--wait", description = "Come back when the new tables are in use.")
        private boolean wait;

        @Override
        public void run(CommandRun run) {
            JsonNode state = HubWork.untilOver(
                    run.await(run.hub().operator().rebuildProjection(name)),
                    now -> !wait || !now.path("state").asText().equals("rebuilding"),
                    () -> named(name, run),
                    now -> {});
            if (state.hasNonNull("trouble")) {
                throw new Failure(
                        ExitCode.REFUSED,
                        "The rebuild of " + name + " failed: "
                                + state.path("trouble").asText(),
                        "The old tables are still served; the hub's log says more.");
            }
            Ink ink = run.output().ink();
            String done = wait ? "Rebuilt " : "Rebuilding ";
            String where = "  "
                    + ink.dim(state.path("state").asText() + " at "
                            + state.path("position").asText());
            run.output().one(state, ink.green(done) + Ink.plain(name) + where, name);
        }

        private static JsonNode named(String name, CommandRun run) {
            return all(run).stream()
                    .filter(item -> item.path("name").asText().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new Failure(ExitCode.REFUSED, "The hub no longer knows " + name + ".", ""));
        }
    }

    private static List<JsonNode> all(CommandRun run) {
        List<JsonNode> projections = new ArrayList<>();
        run.await(run.hub().operator().projections()).path("items").forEach(projections::add);
        return projections;
    }
}
