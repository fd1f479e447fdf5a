package dev.signalbox.cli.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.bench.BenchFailure;
import dev.signalbox.cli.bench.Figure;
import dev.signalbox.cli.bench.HubProcess;
import dev.signalbox.cli.bench.LimitProcess;
import dev.signalbox.cli.bench.Machine;
import dev.signalbox.cli.bench.Measurements;
import dev.signalbox.cli.bench.Plan;
import dev.signalbox.cli.bench.Programs;
import dev.signalbox.cli.bench.Subject;
import dev.signalbox.cli.bench.Target;
import dev.signalbox.cli.bench.WorkFolder;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Table;
import dev.signalbox.wire.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox bench}. */
@Command(
        name = "bench",
        description = {
            "Measure a hub in about a minute: durable posts, batches of commands, and the way from a post to a subscriber. Each"
                    + " figure stands beside a limit of this machine that is measured in the same run.",
            "%nWithout --running it starts a hub of its own on an empty SQLite store and removes it at the end."
        },
        footer = {
            "%nExamples:",
            "  signalbox bench",
            "  signalbox bench --output json > today.json",
            "  signalbox bench --running --url http://127.0.0.1:7433",
            "                    leaves some 100,000 notifications in its log"
        })
public final class BenchCommand implements Subcommand {
    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(2);

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds; the median counts. Default: 3.")
    private int runs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "For texts and ids. Default: 1.")
    private long seed;

    @Option(names = "--running", description = "Measure the hub at --url. What is posted stays in its log for ever.")
    private boolean running;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where the stores of the run are made: the disk to measure. Default: the current folder.")
    private @Nullable Path folder;

    @Override
    public void run(CommandRun run) {
        if (runs < 1) throw Failure.usage("--runs must be 1 or more.", "");
        Subject given = running ? given(run.settings()) : null;
        Path parent =
                folder == null ? run.shell().folder() : run.shell().folder().resolve(folder);
        try (WorkFolder work = WorkFolder.in(parent)) {
            Report report = new Report(Machine.look(work.path()), seed, runs, measure(run, given, work.path()));
            run.output().one(report.json(), report.text(run.output().ink()), report.essence());
            return;
        } catch (BenchFailure failure) {
            throw new Failure(ExitCode.REFUSED, "No figure: " + failure.getMessage(), "");
        }
    }

    private List<Figure> measure(CommandRun run, @Nullable Subject given, Path work) {
        if (given != null) return measure(run, given, Programs.ofThisProcess(), work);
        Programs programs = Programs.ofThisProcess();
        run.output().note("starting a hub …");
        try (HubProcess hub = HubProcess.start(programs, work.resolve("hub"))) {
            return measure(run, hub.subject(), programs, work);
        }
    }

    private List<Figure> measure(CommandRun run, Subject hub, Programs programs, Path work) {
        Plan plan = new Plan(runs, FIRST, WARM_UP, MEASURED, seed);
        Output output = run.output();
        List<Figure> figures = new ArrayList<>();
        output.note("single posts …");
        try (LimitProcess limit = LimitProcess.start(programs, work)) {
            figures.addAll(Measurements.singlePosts(plan, hub, limit.subject()));
        }
        output.note("batches …");
        figures.addAll(Measurements.batches(plan, hub, work));
        output.note("from a post to a subscriber …");
        figures.addAll(Measurements.live(plan, hub));
        return figures;
    }

    private static Subject given(Settings settings) {
        URI url = settings.url();
        if (!"http".equalsIgnoreCase(url.getScheme())) {
            throw Failure.usage(
                    "bench speaks plain HTTP only, and the hub is at " + url + ".",
                    "Measure on the hub's own machine, behind what speaks TLS.");
        }
        try {
            InetAddress[] addresses = InetAddress.getAllByName(url.getHost());
            return new Subject(
                    new InetSocketAddress(addresses[0], url.getPort() < 0 ? 80 : url.getPort()), settings.key());
        } catch (UnknownHostException e) {
            throw new Failure(ExitCode.UNREACHABLE, "The host of " + url + " is unknown.", "Check --url.");
        }
    }

    private record Report(Machine machine, long seed, int runs, List<Figure> figures) {
        ObjectNode json() {
            ObjectNode json = Json.object().put("seed", seed).put("runs", runs);
            json.set("machine", machine.json());
            ArrayNode all = json.putArray("figures");
            for (Figure figure : figures) all.add(figure.json());
            return json;
        }

        String essence() {
            StringBuilder text = new StringBuilder();
            for (Figure figure : figures) {
                text.append(Figure.number(figure.median())).append(' ').append(figure.unit());
                text.append("  ").append(figure.name()).append(System.lineSeparator());
            }
            return text.toString().stripTrailing();
        }

        String text(Ink ink) {
            String end = System.lineSeparator();
            Table table = new Table(ink, "FIGURE", "HUB", "LIMIT", "RATIO", "TARGET");
            Map<String, String> limits = new LinkedHashMap<>();
            for (Figure figure : figures) {
                table.row(
                        figure.name(),
                        Figure.number(figure.median()) + " " + figure.unit(),
                        Figure.number(figure.limitMedian()),
                        Figure.number(figure.ratio()),
                        new Table.Ready(verdict(figure, ink)));
                Figure.Limit limit = figure.limit();
                if (limit != null) limits.putIfAbsent(limit.name(), figure.name());
            }
            StringBuilder text = new StringBuilder();
            text.append(Ink.plain(machine.text())).append(end);
            text.append("seed ")
                    .append(seed)
                    .append(", medians of ")
                    .append(runs)
                    .append(" runs")
                    .append(end);
            text.append(end).append(table).append(end).append(end);
            limits.forEach((limit, figure) ->
                    text.append(ink.dim("limit of " + figure + ": " + limit)).append(end));
            return text.toString().stripTrailing();
        }

        private static String verdict(Figure figure, Ink ink) {
            if (figure.target().kind() == Target.Kind.NONE) return "";
            String target = figure.target().text(figure.unit()) + "  ";
            return target + (figure.isReached() ? ink.green("reached") : ink.red("not reached"));
        }
    }
}
