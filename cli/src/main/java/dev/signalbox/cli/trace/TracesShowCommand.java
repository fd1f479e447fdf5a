package dev.signalbox.cli.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.http.TraceApi.TraceView;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "A trace as a waterfall: each step below the one that made it, with a bar where it lay.",
        footer = {
            "%nExamples:",
            "  signalbox traces show 4bf92f3577b34da6a3ce929d0e0e4736",
            "  signalbox traces show TRACE --observation 00f067aa0ba902b7",
            "  signalbox traces show TRACE --ids             with the ids of its steps",
            "  signalbox traces show TRACE --all | less -R",
            "%nBars: █ call of a model (░ until its first token), ▒ other work, ◆ event,",
            "→ still running. ✗ error, ! warning."
        })
final class TracesShowCommand implements Subcommand {
    private static final int FIRST_PAGE = 200;
    private static final int PAGE_MAX = 500;

    @Parameters(paramLabel = "TRACE", description = "Its id; signalbox traces list shows them.")
    private String trace = "";

    @Option(
            names = "--observation",
            paramLabel = "ID",
            description = "One step with its input, output and metadata; its id, or its name if only one has it.")
    private @Nullable String observation;

    @Option(names = "--all", description = "All steps, not the first 200.")
    private boolean all;

    @Option(names = "--ids", description = "Ids of steps, not their names.")
    private boolean ids;

    @Override
    public void run(CommandRun run) {
        if (observation == null) waterfall(run);
        else one(run, observation);
    }

    private void waterfall(CommandRun run) {
        int size = all ? PAGE_MAX : FIRST_PAGE;
        TraceView view = run.await(run.traces().trace(trace, Map.of("limit", Integer.toString(size))));
        Output output = run.output();
        List<Observation> shown = new ArrayList<>(view.tree().items());
        String next = view.tree().nextCursor();
        long total = view.trace().observations();
        Progress progress = new Progress(run.shell());
        while (all && next != null) {
            progress.at(shown.size() + " of " + total + " steps");
            Map<String, String> query = Map.of("limit", Integer.toString(PAGE_MAX), "cursor", next);
            Page<Observation> page = run.await(run.traces().observations(trace, query));
            shown.addAll(page.items());
            next = page.nextCursor();
        }
        progress.end();
        if (output.isText()) {
            int columns = run.shell().columns();
            output.line(TraceSheet.head(view.trace(), output.ink(), columns));
            if (!shown.isEmpty()) output.line("");
            Waterfall.of(view.trace(), shown, ids, output.ink(), columns).forEach(output::line);
        } else {
            ObjectNode whole = (ObjectNode) Json.tree(view.trace());
            whole.set("tree", Json.tree(new Page<>(shown, next)));
            output.one(whole, "", "");
        }
        if (next != null) {
            output.note("These are the first " + shown.size() + " of " + Amounts.count(total)
                    + " steps, by their start. All of them: --all");
        }
    }

    private void one(CommandRun run, String wanted) {
        Observation found = run.await(run.traces().observation(trace, idOf(run, wanted)));
        run.output().one(found, TraceSheet.observation(found, run.output().ink()), found.id());
    }

    /** What is no id may be the name of exactly one. */
    private String idOf(CommandRun run, String wanted) {
        List<Observation> first = run.await(
                        run.traces().observations(trace, Map.of("limit", Integer.toString(PAGE_MAX))))
                .items();
        if (first.stream().anyMatch(each -> each.id().equals(wanted))) return wanted;
        List<Observation> named =
                first.stream().filter(each -> wanted.equals(each.name())).toList();
        if (named.size() > 1) {
            throw Failure.usage(
                    named.size() + " steps are named \"" + wanted + "\".",
                    "Take the id from: signalbox traces show " + trace + " --ids");
        }
        return named.isEmpty() ? wanted : named.get(0).id();
    }
}
