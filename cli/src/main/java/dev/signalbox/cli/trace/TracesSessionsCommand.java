package dev.signalbox.cli.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Utterance;
import dev.signalbox.client.http.TraceApi.SessionView;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Trace;
import dev.signalbox.wire.resource.TraceSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sessions",
        description = "Conversations: all of them, or one as what was said in it.",
        footer = {
            "%nExamples:",
            "  signalbox traces sessions --from 7d",
            "  signalbox traces sessions chat-4711",
            "  signalbox traces sessions chat-4711 --full | less",
            "%nA session is what traces with one session id are together."
        })
final class TracesSessionsCommand implements Subcommand {
    private static final int LINES_SHOWN = 6;

    @Parameters(paramLabel = "SESSION", arity = "0..1", description = "Its id, to read it.")
    private @Nullable String session;

    @Mixin
    private final TraceFilterOptions filter = new TraceFilterOptions();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 500. Default: 50.")
    private @Nullable Integer limit;

    @Option(names = "--full", description = "Inputs and outputs whole, not their first lines.")
    private boolean full;

    @Override
    public void run(CommandRun run) {
        if (session == null) list(run);
        else transcript(run, session);
    }

    private void list(CommandRun run) {
        Output output = run.output();
        Instant now = run.now();
        Map<String, String> query = filter.query(now);
        TraceFilterOptions.put(query, "limit", limit == null ? null : limit.toString());
        Page<TraceSession> page = run.await(run.traces().sessions(query));
        output.list(page.items(), sessions -> {
            if (output.isQuiet()) return sessions.stream().map(TraceSession::id).collect(Collectors.joining("\n"));
            return sessions.isEmpty() ? "" : TraceText.sessions(sessions, output.ink(), output.width(), now);
        });
        if (page.items().isEmpty()) output.note("No such sessions. A session is a session id that traces share.");
        if (page.nextCursor() != null) output.note("There are more: --limit shows up to 500.");
    }

    /** The newest traces, but the oldest of them first, as one reads. */
    private void transcript(CommandRun run, String id) {
        Output output = run.output();
        Ink ink = output.ink();
        Map<String, String> query = new LinkedHashMap<>();
        TraceFilterOptions.put(query, "limit", limit == null ? null : limit.toString());
        SessionView view = run.await(run.traces().session(id, query));
        List<Trace> traces = new ArrayList<>();
        Progress progress = new Progress(run.shell());
        for (Trace each : view.page().items()) {
            progress.at(traces.size() + " of " + view.page().items().size() + " traces");
            traces.add(whole(run, each));
        }
        progress.end();
        Collections.reverse(traces);
        if (!output.isText()) {
            ObjectNode whole = (ObjectNode) Json.tree(view.session());
            whole.set("page", Json.tree(new Page<>(traces, view.page().nextCursor())));
            output.one(whole, "", "");
            return;
        }
        output.line(head(view.session(), ink));
        if (view.page().nextCursor() != null) {
            output.note("These are the last " + traces.size() + " of "
                    + view.session().traces() + " traces. Up to 500: --limit");
        }
        String day = "";
        for (Trace trace : traces) {
            String time = Times.format(trace.timestamp());
            output.line("");
            if (!time.startsWith(day) || day.isEmpty()) output.line(ink.dim(time.substring(0, 10) + " UTC"));
            day = time.substring(0, 10);
            output.line(ink.bold(time.substring(11, 19) + "  " + TraceText.nameOf(trace)) + "  "
                    + ink.dim(figures(trace) + "  " + trace.id()));
            said(output, ink.cyan(">"), trace.input());
            said(output, ink.green("<"), trace.output());
        }
    }

    private static Trace whole(CommandRun run, Trace listed) {
        return run.await(run.traces().trace(listed.id(), Map.of("limit", "1"))).trace();
    }

    private static String head(TraceSession session, Ink ink) {
        String head = ink.bold(session.id()) + "  " + Amounts.count(session.traces()) + " traces"
                + (session.userId() == null ? "" : "  user " + Ink.plain(session.userId()));
        if (session.totalTokens() > 0) {
            head += "  " + TraceText.tokens(session) + " tokens";
        }
        if (session.cost() != null) {
            head += "  " + TraceText.cost(session.cost(), session.unpriced());
        }
        return session.errors() == 0 ? head : head + "  " + ink.red(session.errors() + " errors");
    }

    private static String figures(Trace trace) {
        List<String> figures = new ArrayList<>();
        if (trace.durationMicros() != null) figures.add(Amounts.duration(trace.durationMicros()));
        if (trace.cost() != null) figures.add(Amounts.dollars(trace.cost()));
        String state = TraceText.state(trace);
        if (!state.isEmpty()) figures.add(state);
        return String.join("  ", figures);
    }

    private void said(Output output, String mark, @Nullable JsonNode value) {
        if (value == null || value.isNull()) return;
        List<String> lines = Utterance.of(value).lines().toList();
        int shown = full ? lines.size() : Math.min(LINES_SHOWN, lines.size());
        for (int i = 0; i < shown; i++) output.line((i == 0 ? mark : " ") + " " + Ink.plain(lines.get(i)));
        if (shown < lines.size()) output.line("  " + output.ink().dim("… " + (lines.size() - shown) + " more lines"));
    }
}
