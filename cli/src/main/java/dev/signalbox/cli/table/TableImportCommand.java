package dev.signalbox.cli.table;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.table.GivenRows.Format;
import dev.signalbox.cli.table.GivenRows.Given;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Utf8Reader;
import dev.signalbox.wire.resource.SharedTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "import",
        description = "Write rows from a file: JSON lines, a JSON array or CSV.",
        footer = {
            "%nExamples:",
            "  signalbox table import teams teams.csv --dry-run",
            "  sqlite3 -json old.db 'SELECT * FROM runs' | signalbox table import runs",
            "  signalbox table snapshot teams | signalbox --url URL table import teams",
            "%nA row is a JSON object with the names of the fields, or what snapshot writes.",
            "In CSV the first line has the names; a cell is what the field's schema says,",
            "and an empty one is no value. A number as key becomes the text of its digits.",
            "%nWith --dry-run the hub judges each row and writes none. Rows that it refuses",
            "are named with their line, all of them, and the others are written. It may be",
            "broken off and run again: a row that is there is not written twice."
        })
final class TableImportCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "TABLE",
            description = "A table that your key may write.",
            completionCandidates = Completion.Tables.class)
    private String table = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "Default: standard input.")
    private @Nullable String file;

    @Option(names = "--dry-run", description = "Only let the hub judge the rows, and say what would be written.")
    private boolean dryRun;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "What the file is: ${COMPLETION-CANDIDATES}. Default: what it looks like.")
    private @Nullable Format format;

    @Override
    public void run(CommandRun run) {
        Progress progress = new Progress(run.shell());
        SharedTable target = declaration(run);
        RowImport rows = new RowImport(target, run, dryRun);
        Path path = path(run);
        if (path != null) checkEncoding(path);
        try (BufferedReader text = new BufferedReader(new Utf8Reader(open(run)));
                GivenRows given = GivenRows.of(text, formatOf(text), target)) {
            long taken = 0;
            for (Given row = given.next(); row != null; row = given.next()) {
                rows.take(row);
                if (++taken % RowImport.BATCH_ROWS == 0) progress.at(taken + " rows");
            }
            rows.finish();
        } catch (InvalidInput notUtf8) {
            rows.finish();
            rows.fault(notUtf8.detail());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            progress.end();
        }
        say(rows, run);
    }

    private void say(RowImport rows, CommandRun run) {
        Output output = run.output();
        long written = rows.written();
        output.one(
                Map.of(
                        "table",
                        table,
                        "written",
                        written,
                        "unchanged",
                        rows.unchanged(),
                        "refused",
                        rows.refused(),
                        "dryRun",
                        dryRun),
                output.ink().green(dryRun ? "Would write " : "Wrote ") + written + (written == 1 ? " row" : " rows")
                        + " to " + Ink.plain(table)
                        + (rows.unchanged() > 0 ? ", " + rows.unchanged() + " unchanged" : "")
                        + (rows.refused() > 0 ? ", " + output.ink().red(rows.refused() + " refused") : ""),
                Long.toString(written));
        if (rows.refused() > 0) run.endsWith(ExitCode.REFUSED);
    }

    private SharedTable declaration(CommandRun run) {
        List<SharedTable> tables = run.await(run.hub().tables());
        return tables.stream()
                .filter(each -> each.name().equals(table))
                .findFirst()
                .map(this::declared)
                .orElseThrow(() -> Failure.usage(
                        "There is no declared table " + table + " that your key may read, as an import must.",
                        known(tables) + "An admin key reads all."));
    }

    private static String known(List<SharedTable> tables) {
        String names = tables.stream()
                .filter(each -> !each.change().equals("commands"))
                .map(SharedTable::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "It may read " + names + ". ";
    }

    private SharedTable declared(SharedTable known) {
        if (!known.change().equals("commands")) return known;
        throw Failure.usage(
                table + " is built in: what stands in it has happened at the hub, and no rows are imported.",
                table.equals("roadmap")
                        ? "A plan: signalbox roadmap import FILE"
                        : "Ask or post anew what is open; keep what is over in a declared table. See docs/migrating.md");
    }

    /** Null for standard input. */
    private @Nullable Path path(CommandRun run) {
        return file == null || file.equals("-") ? null : run.shell().folder().resolve(file);
    }

    private InputStream open(CommandRun run) {
        Path path = path(run);
        return path == null ? run.shell().in() : GivenFile.open(path);
    }

    /** A file in another encoding is wrong as a whole: nothing of it is written. */
    private static void checkEncoding(Path path) {
        try (Utf8Reader text = new Utf8Reader(GivenFile.open(path))) {
            text.transferTo(Writer.nullWriter());
        } catch (InvalidInput notUtf8) {
            throw Failure.usage(path + ", " + notUtf8.detail() + ".", "Nothing was written.");
        } catch (IOException e) {
            throw Failure.usage(path + " cannot be read: " + e.getMessage() + ".", "");
        }
    }

    /** By what the text begins with: JSON has its brackets, and CSV names. */
    private Format formatOf(BufferedReader text) throws IOException {
        if (format != null) return format;
        text.mark(1);
        int first = text.read();
        while (first >= 0 && Character.isWhitespace(first)) {
            text.mark(1);
            first = text.read();
        }
        if (first >= 0) text.reset();
        String name = file == null ? "" : file.toLowerCase(Locale.ROOT);
        if (first == '[') return Format.JSON;
        if (first < 0 || first == '{') return Format.LINES;
        if (name.endsWith(".csv") || name.endsWith(".tsv") || first == '"' || Character.isLetterOrDigit(first)) {
            return Format.CSV;
        }
        String begins = (file == null ? "Standard input" : file) + " begins with " + Character.toString(first);
        throw Failure.usage(
                begins + (first == '<' ? ", as XML and HTML do." : ".") + " Nothing was written.",
                "Rows are JSON lines, a JSON array, or CSV under a line of names. Say which it is: --format csv");
    }
}
