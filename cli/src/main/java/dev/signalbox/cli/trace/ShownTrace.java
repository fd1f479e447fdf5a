package dev.signalbox.cli.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.http.TraceApi.TraceView;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A trace on the terminal: its head, and its steps as a waterfall.
 *
 * @param trace its id
 * @param all all steps, not the first page
 * @param ids ids of steps, not their names
 */
record ShownTrace(String trace, boolean all, boolean ids) {
    static final int PAGE_MAX = 500;
    private static final int FIRST_PAGE = 200;

    void show(CommandRun run) {
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
                    + " steps, by their start. All of them: signalbox traces show " + trace + " --all");
        }
    }
}
