package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "projections",
        description = "The tables that are folded from the log. Needs an admin key.",
        subcommands = {ProjectionsCommand.ListAll.class, ProjectionsCommand.Rebuild.class},
        footer = {
            "%nExamples:",
            "  signalbox projections list",
            "  signalbox projections rebuild questions",
            "%nA rebuild folds new tables beside the old ones, catches up, then swaps."
        })
final class ProjectionsCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Say what to do with projections: list or rebuild.");
    }

    @Command(name = "list", description = "Each projection, where it stands and how far it lags.")
    static final class ListAll implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            Invocation invocation = Invocation.of(spec);
            Output output = invocation.output();
            JsonNode answer = Invocation.await(invocation.hub().projections());
            List<JsonNode> projections = new ArrayList<>();
            answer.path("items").forEach(projections::add);
            output.list(projections, items -> {
                Table table = new Table(output.ink(), "NAME", "LOG", "POSITION", "LAG");
                for (JsonNode item : items) {
                    table.row(text(item, "name"), text(item, "log"), text(item, "position"), text(item, "lag"));
                }
                return table.toString();
            });
            return ExitCode.DONE;
        }

        private static @Nullable String text(JsonNode item, String field) {
            return item.hasNonNull(field) ? item.path(field).asText() : null;
        }
    }

    @Command(
            name = "rebuild",
            description = "Fold a projection's tables anew from the first event. Reads go on meanwhile.")
    static final class Rebuild implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "As projections list shows it.")
        String name = "";

        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            Invocation invocation = Invocation.of(spec);
            JsonNode answer = Invocation.await(invocation.hub().rebuildProjection(name));
            Ink ink = invocation.output().ink();
            invocation
                    .output()
                    .one(
                            answer,
                            ink.green("Rebuilding ") + Ink.plain(name) + "  " + ink.dim(Json.writeText(answer)),
                            name);
            return ExitCode.DONE;
        }
    }
}
