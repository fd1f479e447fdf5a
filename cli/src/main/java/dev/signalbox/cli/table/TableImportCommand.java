package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.RowKey;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.Verdict;
import dev.signalbox.wire.resource.SharedTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "import",
        description = "Write rows from a file, one JSON object a line.",
        footer = {
            "%nExamples:",
            "  sqlite3 -json old.db 'SELECT * FROM runs' | jq -c '.[]' |",
            "    signalbox table import narrative_executions",
            "  signalbox table import teams teams.jsonl --dry-run",
            "  signalbox table snapshot teams | signalbox --url URL table import teams",
            "%nA line is a row, or a row with its key as snapshot writes it. It may be broken",
            "off and run again: a row that is there already is not written twice. Lines that",
            "the hub refuses are named with their number, and the others are written."
        })
final class TableImportCommand implements Subcommand {
    private static final int BATCH = 100;
    private static final long BATCH_BYTES_MAX = 900_000;
    private static final int REFUSALS_SHOWN = 20;

    @Parameters(index = "0", paramLabel = "TABLE", description = "A table that your key may write.")
    private String table = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "Default: standard input.")
    private @Nullable String file;

    @Option(names = "--dry-run", description = "Only read the lines and say what would be sent.")
    private boolean dryRun;

    private long lineNumber;
    private long written;
    private long known;
    private long refused;

    @Override
    public void run(CommandRun run) {
        Output output = run.output();
        SharedTable target = declaration(run);
        List<Line> batch = new ArrayList<>();
        long bytes = 0;
        try (BufferedReader lines = lines(run)) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                lineNumber++;
                Line line = lineOf(text, target);
                if (line == null) continue;
                if (batch.size() == BATCH || bytes + text.length() > BATCH_BYTES_MAX) {
                    send(batch, run);
                    bytes = 0;
                }
                batch.add(line);
                bytes += text.length();
            }
            send(batch, run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (run.shell().progress()) output.note("");
        String verb = dryRun ? "Would send " : "Wrote ";
        output.one(
                Map.of("table", table, "written", written, "known", known, "refused", refused, "dryRun", dryRun),
                output.ink().green(verb) + written + (written == 1 ? " row" : " rows") + " to " + Ink.plain(table)
                        + (known > 0 ? ", " + known + " were there already" : "")
                        + (refused > 0 ? ", " + output.ink().red(refused + " refused") : ""),
                Long.toString(written));
        if (refused > 0) run.endsWith(ExitCode.REFUSED);
    }

    private record Line(long number, Command command) {}

    private SharedTable declaration(CommandRun run) {
        List<SharedTable> tables = run.await(run.hub().tables());
        return tables.stream()
                .filter(each -> each.name().equals(table))
                .findFirst()
                .filter(each -> !each.change().equals("commands"))
                .orElseThrow(() -> Failure.usage(
                        "There is no declared table " + table + " that your key may read.",
                        "Known are: "
                                + tables.stream()
                                        .filter(each -> !each.change().equals("commands"))
                                        .map(SharedTable::name)
                                        .collect(Collectors.joining(", "))));
    }

    private BufferedReader lines(CommandRun run) throws IOException {
        InputStream in;
        if (file == null || file.equals("-")) {
            in = run.shell().in();
        } else {
            try {
                in = Files.newInputStream(run.shell().folder().resolve(file));
            } catch (NoSuchFileException e) {
                throw Failure.usage("There is no file " + file + ".", "See: signalbox table import --help");
            }
        }
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Null for lines that are no rows: empty ones, the head and the end of a snapshot. */
    private @Nullable Line lineOf(String text, SharedTable target) {
        if (text.isBlank()) return null;
        JsonNode read = read(text);
        if (read.has("cursor") && read.has("position") && !read.has("row")) return null;
        if (read.has("sha256") && read.has("rows") && read.size() == 2) return null;
        boolean resource = read.path("row").isObject() && read.has("key") && read.has("version");
        JsonNode row = resource ? read.path("row") : read;
        return new Line(
                lineNumber, commandOf(row, keyOf(resource ? read.path("key") : row.path(target.key())), target));
    }

    private JsonNode read(String text) {
        try {
            JsonNode read = Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            if (read.isObject()) return read;
        } catch (InvalidInput invalid) {
            throw atLine("is not JSON: " + invalid.detail());
        }
        throw atLine("is not a JSON object");
    }

    private @Nullable String keyOf(JsonNode key) {
        if (key.isMissingNode() || key.isNull()) return null;
        String text = key.asText();
        if (!RowKey.isRowKey(text)) throw atLine("has a key that is no key of a row");
        return text;
    }

    /**
     * A row that never changes has an id made of what it is, so that a second import finds it written; any other is put
     * again.
     */
    private Command commandOf(JsonNode row, @Nullable String key, SharedTable target) {
        ObjectNode body = Json.object();
        body.set("row", row);
        if (target.change().equals("append")) {
            byte[] content = (table + "\n" + key + "\n" + row).getBytes(StandardCharsets.UTF_8);
            String id = "import-" + HexFormat.of().formatHex(Ids.sha256(content));
            return new Command(id, "table.append", key == null ? table : table + "/" + key, null, null, body);
        }
        if (key == null) throw atLine("has no field " + target.key() + ", which is the key of " + table);
        return new Command(Ids.next(), "table.put", table + "/" + key, null, null, body);
    }

    private Failure atLine(String wrong) {
        return new Failure(
                ExitCode.REFUSED,
                "Line " + lineNumber + " " + wrong + ".",
                written + " rows before it were written; correct it and run the import again.");
    }

    private void send(List<Line> batch, CommandRun run) {
        if (batch.isEmpty()) return;
        if (dryRun) {
            written += batch.size();
            batch.clear();
            return;
        }
        CommandBatch commands =
                new CommandBatch(batch.stream().map(Line::command).toList());
        List<CommandResult> results = run.await(run.hub().commands(commands)).results();
        for (int i = 0; i < results.size(); i++) count(batch.get(i), results.get(i), run.output());
        batch.clear();
        if (run.shell().progress()) {
            run.shell().err().print("\r" + written + " rows");
            run.shell().err().flush();
        }
    }

    private void count(Line line, CommandResult result, Output output) {
        if (result.verdict() == Verdict.ACCEPTED) {
            written++;
        } else if (result.verdict() == Verdict.DUPLICATE) {
            known++;
        } else if (++refused <= REFUSALS_SHOWN) {
            Problem problem = result.problem();
            output.warn("line " + line.number() + ": "
                    + Ink.plain(problem == null ? "waits for an earlier line" : reason(problem)));
        }
    }

    private static String reason(Problem problem) {
        if (problem.errors() == null || problem.errors().isEmpty()) return String.valueOf(problem.detail());
        return problem.errors().stream()
                .map(error -> error.pointer() + " " + error.detail())
                .collect(Collectors.joining("; "));
    }
}
