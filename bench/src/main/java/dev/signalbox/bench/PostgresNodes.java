package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Load;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.process.HubProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One, two and three hub nodes on one PostgreSQL, each loaded with batches. */
final class PostgresNodes {
    private static final int NODES_MAX = 3;

    private PostgresNodes() {}

    static Outcome measure(Setting setting) {
        Path folder = setting.folder("postgres");
        List<Figure> figures = new ArrayList<>();
        List<HubProcess> nodes = new ArrayList<>();
        FreshIds ids = new FreshIds(setting.plan().seed());
        try (BenchPostgres postgres = BenchPostgres.open(folder);
                PlainPostgres plain = PlainPostgres.create(postgres.freshDatabase("limit"))) {
            String database = postgres.freshDatabase("hub");
            try {
                while (nodes.size() < NODES_MAX) {
                    setting.progress().accept((nodes.size() + 1) + " nodes on PostgreSQL");
                    nodes.add(HubProcess.start(
                            setting.programs(),
                            folder.resolve("node" + nodes.size()),
                            folder.resolve("node0"),
                            database));
                    figures.add(load(setting.plan(), nodes, plain, ids));
                }
            } finally {
                nodes.forEach(HubProcess::close);
            }
            return Outcome.of(figures, "PostgreSQL " + postgres.description() + ".");
        }
    }

    private static Figure load(Plan plan, List<HubProcess> nodes, PlainPostgres plain, FreshIds ids) {
        List<Subject> subjects = nodes.stream().map(HubProcess::subject).toList();
        List<Double> hub = new ArrayList<>();
        List<Double> limit = new ArrayList<>();
        for (int run = 0; run <= plan.runs(); run++) {
            Plan round = run == 0 && nodes.size() == 1 ? plan.measuring(plan.first()) : plan;
            double rows = plain.insert(Measurements.BATCH_COMMANDS, ids, plan.warmUp(), round.measured());
            Load load = Measurements.batches(round, subjects, ids);
            if (run == 0) continue;
            limit.add(rows);
            hub.add(load.perSecond() * Measurements.BATCH_COMMANDS);
        }
        return new Figure(
                "PostgreSQL, " + nodes.size() + (nodes.size() == 1 ? " node" : " nodes") + ": commands in batches of "
                        + Measurements.BATCH_COMMANDS,
                "events/s",
                hub,
                new Figure.Limit("`INSERT … SELECT unnest` of the same rows from one client", limit),
                nodes.size() == 1 ? Target.ratioAtLeast(0.4) : Target.NONE);
    }
}
