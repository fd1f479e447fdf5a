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
import dev.signalbox.wire.OwnerOnly;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Trace;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = "Traces with all their steps, inputs and outputs, as JSON lines: an object a trace.",
        footer = {
            "%nExamples:",
            "  signalbox traces export --jsonl > traces.jsonl",
            "  signalbox traces export --jsonl --file july.jsonl --from 2026-07-01 \\",
            "    --to 2026-08-01",
            "  signalbox traces export --jsonl --tag golden | jq .observations[].output",
            "%nThe newest come first. A file appears when all of it is there."
        })
final class TracesExportCommand implements Subcommand {
    private static final int PAGE_MAX = 500;
    /** Requests under way at once. What was answered is written before more is asked for, so memory stays small. */
    private static final int AHEAD = 16;

    @Option(names = "--jsonl", description = "JSON lines, the only form; for those who want to say it.")
    boolean jsonl;

    @Option(names = "--file", paramLabel = "FILE", description = "Write here, not to standard output.")
    private @Nullable Path file;

    @Mixin
    private final TraceFilterOptions filter = new TraceFilterOptions();

    private long traces;
    private long observations;

    @Override
    public void run(CommandRun run) throws IOException {
        Progress progress = new Progress(run.shell());
        if (file == null) {
            write(run, run.shell().out(), progress);
        } else {
            Path target = run.shell().folder().resolve(file);
            Path part = target.resolveSibling(target.getFileName() + ".part");
            Files.deleteIfExists(part);
            try (PrintStream out = new PrintStream(
                    new BufferedOutputStream(Channels.newOutputStream(
                            OwnerOnly.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)))),
                    false,
                    StandardCharsets.UTF_8)) {
                write(run, out, progress);
                if (out.checkError()) throw new IOException("the disk is full or the file cannot be written");
            } catch (IOException | RuntimeException e) {
                progress.end();
                Files.deleteIfExists(part);
                throw e instanceof RuntimeException known
                        ? known
                        : Failure.usage(target + " cannot be written: " + e.getMessage() + ".", "");
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
        progress.end();
        String where = file == null ? "" : " in " + file;
        run.output().note(Amounts.counted(traces, "trace") + ", " + Amounts.counted(observations, "step") + where);
    }

    private void write(CommandRun run, PrintStream out, Progress progress) {
        Map<String, String> query = filter.query(run.now());
        query.put("limit", Integer.toString(PAGE_MAX));
        String cursor = null;
        do {
            TraceFilterOptions.put(query, "cursor", cursor);
            Page<Trace> page = run.await(run.traces().traces(query));
            for (Trace trace : page.items()) write(run, trace.id(), out, progress);
            cursor = page.nextCursor();
        } while (cursor != null);
    }

    /** Piece by piece: a trace with its payloads may be larger than memory. */
    private void write(CommandRun run, String id, PrintStream out, Progress progress) {
        TraceView view = run.await(run.traces().trace(id, Map.of("limit", Integer.toString(PAGE_MAX))));
        ObjectNode trace =
                whole(run, (ObjectNode) Json.tree(view.trace()), view.trace().large());
        trace.put("observationCount", view.trace().observations()).remove("observations");
        String head = Json.writeText(trace);
        out.print(head.substring(0, head.length() - 1) + ",\"observations\":[");
        Page<Observation> page = view.tree();
        boolean first = true;
        while (true) {
            Deque<CompletableFuture<Observation>> ahead = new ArrayDeque<>();
            for (Observation each : page.items()) {
                ahead.add(run.traces().observation(id, each.id()));
                if (ahead.size() == AHEAD) first = write(run, ahead.remove(), first, out);
                if (++observations % 100 == 0) progress.at(traces + " traces, " + observations + " steps");
            }
            while (!ahead.isEmpty()) first = write(run, ahead.remove(), first, out);
            if (page.nextCursor() == null) break;
            page = run.await(run.traces()
                    .observations(id, Map.of("limit", Integer.toString(PAGE_MAX), "cursor", page.nextCursor())));
        }
        out.println("]}");
        if (out.checkError()) throw new Output.Closed();
        traces++;
        progress.at(traces + " traces, " + observations + " steps");
    }

    private static boolean write(
            CommandRun run, CompletableFuture<Observation> answer, boolean first, PrintStream out) {
        Observation observation = run.await(answer);
        ObjectNode whole = whole(run, (ObjectNode) Json.tree(observation), observation.large());
        out.print((first ? "" : ",") + Json.writeText(whole));
        return false;
    }

    /** With what is shown only when it is asked for. */
    private static ObjectNode whole(CommandRun run, ObjectNode shown, @Nullable List<Trace.LargeText> large) {
        if (large == null) return shown;
        for (Trace.LargeText text : large)
            shown.set(text.field(), run.await(run.traces().large(text.href())));
        shown.remove("large");
        return shown;
    }
}
