package dev.signalbox.bench;

import dev.signalbox.bench.figure.Machine;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.process.Programs;
import dev.signalbox.bench.process.WorkFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures every row and writes the report. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measure every row of bench/RESULTS.md, medians of five runs, in about a quarter of an hour. Leave the machine alone"
                        + " meanwhile.")
public final class Bench implements Callable<Integer> {
    /** All rows, in the order of the report. */
    static final List<Row> ROWS = List.of(
            new Row("posts", "Single durable posts, SQLite", Embedded::posts),
            new Row("batches", "Commands in batches, SQLite", Embedded::batches),
            new Row("postgres", "Commands in batches, PostgreSQL", PostgresNodes::measure),
            new Row("live", "From a post to a subscriber, SQLite", Embedded::live),
            new Row("streams-few", "Live streams, some", FanOut::few),
            new Row("streams-many", "Live streams, many", FanOut::many),
            new Row("history", "A long history", History::measure),
            new Row("start", "Start and memory", Starts::measure),
            new Row("rebuild", "Rebuild of a projection", RebuildRow::measure),
            new Row("verify", "Verify a stopped store", VerifyRow::measure),
            new Row("archive", "Archives", ArchiveRow::measure),
            new Row("backup", "Backups beside a load", BackupRow::measure),
            new Row("move", "A move to another store, beside a load", MoveRow::measure),
            new Row("restore", "A large store, restored and compared", RestoreRow::measure),
            new Row("spaces", "Many spaces, some in use", SpacesRow::measure),
            new Row("outbox", "Drain of an outbox", OutboxDrain::measure),
            new Row("tables", "Rows of shared tables, SQLite", SharedTables::puts),
            new Row("as-of", "Rows as they were", SharedTables::asOf),
            new Row("recall", "Words that are sought", RecallRow::measure),
            new Row("copies", "Copies of a table", Copies::measure),
            new Row("agents", "Agents that speak MCP", AgentRow::measure),
            new Row("page", "The page for people, in a browser", PageRow::measure),
            new Row("traces", "LLM traces over OTLP", TraceLoad::measure),
            new Row("peers", "Peers", Peers::measure));

    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Plan FULL =
            new Plan(5, Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofSeconds(2), 1);
    private static final Plan QUICK =
            new Plan(1, Duration.ofSeconds(4), Duration.ofMillis(300), Duration.ofSeconds(1), 1);

    @Option(
            names = "--quick",
            description = "One short run of each row, with smaller stores: two minutes, for a first look.")
    private boolean quick;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "For texts and ids. Default: 1.")
    private long seed;

    @Option(names = "--runs", paramLabel = "N", description = "Measured rounds of each figure. Default: 5, quick 1.")
    @Nullable
    private Integer runs;

    @Option(
            names = "--only",
            paramLabel = "ROW",
            split = ",",
            description = "Only these rows: ${COMPLETION-CANDIDATES}.",
            completionCandidates = RowNames.class)
    private List<String> only = List.of();

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = "",
            description = "Where the stores of the run are made: the disk to measure. Default: the current folder.")
    private Path folder = Path.of("");

    @Option(names = "--launcher", paramLabel = "SCRIPT", description = "The signalbox script that starts the hub.")
    @Nullable
    private Path launcher;

    @Option(
            names = "--limits",
            paramLabel = "FILE",
            description = "What is known to limit the figures; goes into the report.")
    @Nullable
    private Path limits;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "Where a run of all rows writes its report; --quick and --only print theirs.")
    @Nullable
    private Path results;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    /** Names for the help text. */
    static final class RowNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        RowNames() {
            super(ROWS.stream().map(Row::name).toList());
        }
    }

    @Override
    public Integer call() {
        Plan base = quick ? QUICK : FULL;
        Plan plan = new Plan(
                Objects.requireNonNullElse(runs, base.runs()), base.first(), base.warmUp(), base.measured(), seed);
        Programs programs =
                launcher == null ? Programs.ofThisProcess() : Programs.launchedBy(launcher.toAbsolutePath());
        long began = System.nanoTime();
        List<Results.Section> sections = new ArrayList<>();
        try (WorkFolder work = WorkFolder.in(folder)) {
            Setting setting =
                    new Setting(plan, quick ? Sizes.QUICK : Sizes.FULL, SETTLE, programs, work.path(), this::say);
            Machine machine = Machine.look(work.path());
            for (Row row : ROWS) if (only.isEmpty() || only.contains(row.name())) sections.add(measure(row, setting));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            new Results(Clock.systemUTC().instant(), machine, plan, quick, took, sections)
                    .write(quick || !only.isEmpty() ? null : results, limits);
        }
        return sections.stream().anyMatch(section -> section.failure() != null) ? 1 : 0;
    }

    private Results.Section measure(Row row, Setting setting) {
        say(row.title());
        long began = System.nanoTime();
        try {
            Outcome outcome = row.measure().apply(setting);
            say(row.title() + ": " + (System.nanoTime() - began) / 1_000_000_000 + " s");
            return new Results.Section(row.title(), outcome.figures(), outcome.notes(), null);
        } catch (BenchFailure failure) {
            say(row.title() + ": " + failure.getMessage());
            return new Results.Section(row.title(), List.of(), List.of(), failure.getMessage());
        }
    }

    private void say(String what) {
        System.err.println(what);
    }
}
