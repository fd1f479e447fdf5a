package dev.signalbox.cli.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.operator.HubMeasurement.Load;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.OwnHub;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.run.TemporaryFolder;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox bench}. */
@Command(
        name = "bench",
        description = {
            "Measure a hub in half a minute: durable posts, batches of commands, and the way from a post to a subscriber, as this"
                    + " program sees them. The clients take their part of the machine.",
            "%nWithout --running it starts a hub of its own in the same process, on an empty SQLite store, and removes it"
                    + " at the end."
        },
        footer = {
            "%nExamples:",
            "  signalbox bench",
            "  signalbox bench --output json > today.json",
            "  signalbox bench --running --url http://127.0.0.1:7433",
            "                    leaves some 100,000 notifications in its log",
            "%nFigures beside limits of the same machine: bench/run of the sources."
        })
public final class BenchCommand implements Subcommand {
    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(2);

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds; the median counts. Default: 3.")
    private int runs;

    @Option(names = "--running", description = "Measure the hub at --url. What is posted stays in its log for ever.")
    private boolean running;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where the store of the run is made: the disk to measure. Default: the current folder.")
    private @Nullable Path folder;

    /** By name, in the order of the report. */
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    @Override
    public void run(CommandRun run) {
        if (runs < 1) throw Failure.usage("--runs must be 1 or more.", "");
        if (running) {
            measure(run, run);
        } else {
            Path here = run.shell().folder();
            run.output().note("starting a hub …");
            try (TemporaryFolder work = TemporaryFolder.in(folder == null ? here : here.resolve(folder));
                    OwnHub hub = OwnHub.start(work.path().resolve("hub"))) {
                measure(run, run.with(hub.environment()));
            }
        }
        String essence = figures.values().stream()
                .map(figure -> figure.number(figure.median()) + "  " + figure.name())
                .collect(Collectors.joining(System.lineSeparator()));
        run.output().one(json(), text(run.output().ink()), essence);
    }

    /** A first round is not counted: a young JVM is still compiling. */
    private void measure(CommandRun run, CommandRun hub) {
        round(new HubMeasurement(hub, FIRST));
        figures.clear();
        for (int round = 1; round <= runs; round++) {
            run.output().note("round " + round + " of " + runs + " …");
            round(new HubMeasurement(hub, MEASURED));
        }
    }

    private void round(HubMeasurement measurement) {
        Load posts = measurement.posts();
        String single = "single durable POSTs, " + HubMeasurement.POSTS_AT_ONCE + " connections";
        add(single, "/s", posts.perSecond());
        latencies(single, posts);
        Load batches = measurement.batches();
        add(
                "commands in batches of " + HubMeasurement.BATCH_COMMANDS + ", " + HubMeasurement.BATCHES_AT_ONCE
                        + " connections",
                "events/s",
                batches.perSecond() * HubMeasurement.BATCH_COMMANDS);
        latencies("from a post to an SSE subscriber", measurement.live());
    }

    private void latencies(String name, Load load) {
        add(name + ", p50", "ms", load.millis(0.5));
        add(name + ", p99", "ms", load.millis(0.99));
    }

    private void add(String name, String unit, double value) {
        figures.computeIfAbsent(name, each -> new Figure(name, unit, new ArrayList<>()))
                .rounds()
                .add(value);
    }

    private record Figure(String name, String unit, List<Double> rounds) {
        double median() {
            List<Double> sorted = rounds.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }

        String number(double value) {
            return String.format(Locale.ROOT, value >= 100 ? "%,.0f %s" : "%.2f %s", value, unit);
        }
    }

    private ObjectNode json() {
        ObjectNode json = Json.object().put("runs", runs);
        ArrayNode all = json.putArray("figures");
        for (Figure each : figures.values()) {
            ObjectNode figure = all.addObject().put("name", each.name()).put("unit", each.unit());
            figure.put("value", each.median()).set("runs", Json.tree(each.rounds()));
        }
        return json;
    }

    private String text(Ink ink) {
        return new Columns<Figure>()
                .with("FIGURE", Figure::name)
                .with("MEDIAN OF " + runs, each -> each.number(each.median()))
                .with("ROUNDS", each -> each.rounds().stream().map(each::number).collect(Collectors.joining("  ")))
                .of(figures.values(), ink, Integer.MAX_VALUE);
    }
}
