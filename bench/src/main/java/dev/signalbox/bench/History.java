package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Reactor;
import dev.signalbox.bench.load.SseSwarm;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.bench.process.LimitProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A hub with a long history: replay of all of it, a narrow filter over it, and a start with it. */
final class History {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final double EVENTS_A_SECOND_MIN = 50_000;
    private static final double FILTER_SECONDS_MAX = 5;
    private static final double START_SECONDS_MAX = 3;

    private final Setting setting;
    private final Path folder;
    private final Path data;
    private final String size;
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private History(Setting setting) {
        this.setting = setting;
        this.folder = setting.folder("history");
        this.data = folder.resolve("hub");
        this.size = String.format(Locale.ROOT, "%,d", setting.sizes().history());
    }

    static Outcome measure(Setting setting) {
        History history = new History(setting);
        try (HubProcess hub = HubProcess.start(setting.programs(), history.data)) {
            history.fill(new HubView(hub.subject()));
            history.replay(hub.subject());
            history.filter(hub.subject());
            history.figures.add(Figure.alone(
                    "after the replays: resident memory", "MiB", List.of(hub.residentMebibytes()), Target.NONE));
        }
        history.start();
        return new Outcome(history.figures, history.notes);
    }

    private void fill(HubView hub) {
        setting.progress().accept("filling a store with " + size + " events");
        FreshIds ids = new FreshIds(setting.plan().seed());
        int rare = setting.sizes().rareEvents();
        int portion = setting.sizes().history() / rare;
        long began = System.nanoTime();
        for (int i = 0; i < rare; i++) {
            hub.fill(portion, setting.plan().seed() + i, ids);
            hub.acknowledgeOne(ids);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        hub.awaitTables();
        notes.add(String.format(
                Locale.ROOT,
                "The store was filled through `POST /v1/commands` in batches of 500: %,.0f events/s.",
                hub.head() / seconds));
    }

    private void replay(Subject hub) {
        setting.progress().accept("replay");
        long head = new HubView(hub).head();
        List<Double> replayed = new ArrayList<>();
        List<Double> read = new ArrayList<>();
        for (int run = 0; run < setting.plan().runs(); run++) {
            read.add(PlainSqlite.readAll(data.resolve("main.db")));
            replayed.add(head / secondsUntil(hub, "?after=start", head));
        }
        figures.add(new Figure(
                "replay of " + size + " events over SSE",
                "events/s",
                replayed,
                new Figure.Limit("reading the same rows with the plain driver", read),
                Target.atLeast(EVENTS_A_SECOND_MIN)));
    }

    private void filter(Subject hub) {
        setting.progress().accept("narrow filter");
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < setting.plan().runs(); run++) {
            int rare = setting.sizes().rareEvents();
            seconds.add(secondsUntil(hub, "?after=start&types=notification.acknowledged", rare));
        }
        figures.add(Figure.alone(
                "narrow filter over " + size + " events", "s", seconds, Target.atMost(FILTER_SECONDS_MAX)));
    }

    private static double secondsUntil(Subject hub, String query, long events) {
        try (Reactor reactor = new Reactor()) {
            SseSwarm swarm = new SseSwarm(reactor);
            long began = System.nanoTime();
            swarm.open(hub, 1, query, null, PATIENCE);
            swarm.awaitEvents(events, PATIENCE);
            return (System.nanoTime() - began) / 1e9;
        }
    }

    private void start() {
        setting.progress().accept("start with a long history");
        Plan plan = setting.plan();
        List<Double> seconds = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        for (int run = 0; run < plan.runs(); run++) {
            try (LimitProcess limit = LimitProcess.start(setting.programs(), folder)) {
                bare.add(Starts.seconds(limit));
            }
            try (HubProcess hub = HubProcess.start(setting.programs(), data)) {
                seconds.add(Starts.seconds(hub));
                resident.add(setting.settled(hub));
            }
        }
        figures.add(new Figure(
                "start to ready with " + size + " events",
                "s",
                seconds,
                new Figure.Limit("an empty Vert.x server", bare),
                Target.atMost(START_SECONDS_MAX)));
        figures.add(Figure.alone("idle memory with " + size + " events", "MiB", resident, Target.NONE));
    }
}
