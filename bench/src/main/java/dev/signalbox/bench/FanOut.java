package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Poster;
import dev.signalbox.bench.load.Reactor;
import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.bench.load.Samples;
import dev.signalbox.bench.load.SseSwarm;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.load.Workload;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.bench.process.LimitProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Many idle subscribers, then one event at a time to all of them: the next is posted when the last subscriber has the
 * one before. The same bytes go through a bare Vert.x server.
 */
final class FanOut {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double RESIDENT_MEBIBYTES_MAX = 450;
    private static final double DELIVERIES_MIN = 40_000;

    private FanOut() {}

    static Outcome few(Setting setting) {
        return measure(setting, setting.sizes().streamsFew(), Target.NONE, Target.NONE);
    }

    static Outcome many(Setting setting) {
        return measure(
                setting,
                setting.sizes().streamsMany(),
                Target.atMost(RESIDENT_MEBIBYTES_MAX),
                Target.atLeast(DELIVERIES_MIN));
    }

    private record Spread(List<Double> perSecond, List<Double> p50) {}

    private static Outcome measure(Setting setting, int wanted, Target resident, Target deliveries) {
        int streams = Math.min(wanted, filesMax() - 500);
        Path folder = setting.folder("streams");
        String of = String.format(Locale.ROOT, "%,d SSE subscribers", streams);
        List<Figure> figures = new ArrayList<>();
        Spread hubSpread;
        Spread limitSpread;
        String frame;
        try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"));
                Reactor reactor = new Reactor()) {
            RequestTemplate post = RequestTemplate.post(
                    hub.subject(),
                    "/v1/notifications",
                    Workload.notification(new SplittableRandom(setting.plan().seed())),
                    new FreshIds(setting.plan().seed()));
            frame = oneFrame(hub.subject(), post);
            double before = setting.settled(hub);
            SseSwarm swarm = new SseSwarm(reactor);
            swarm.open(hub.subject(), streams, "", null, PATIENCE);
            double idle = setting.settled(hub);
            figures.add(Figure.alone("hub with " + of + ", idle: resident memory", "MiB", List.of(idle), resident));
            figures.add(
                    Figure.alone("memory a connection", "KiB", List.of((idle - before) * 1024 / streams), Target.NONE));
            hubSpread = spread(setting.plan(), swarm, streams, new Poster(reactor, hub.subject()), post);
            figures.add(Figure.alone(
                    "after the fan-out: resident memory", "MiB", List.of(hub.residentMebibytes()), Target.NONE));
        }
        try (LimitProcess limit = LimitProcess.start(setting.programs(), folder);
                Reactor reactor = new Reactor()) {
            SseSwarm swarm = new SseSwarm(reactor);
            swarm.open(limit.subject(), streams, "", null, PATIENCE);
            RequestTemplate post = RequestTemplate.post(
                    limit.subject(),
                    "/publish",
                    frame,
                    new FreshIds(setting.plan().seed()));
            limitSpread = spread(setting.plan(), swarm, streams, new Poster(reactor, limit.subject()), post);
        }
        String than = "bare Vert.x SSE server writing the same bytes";
        figures.add(new Figure(
                "deliveries to " + of,
                "/s",
                hubSpread.perSecond(),
                new Figure.Limit(than, limitSpread.perSecond()),
                deliveries));
        figures.add(new Figure(
                "one event to all of them, p50",
                "ms",
                hubSpread.p50(),
                new Figure.Limit(than, limitSpread.p50()),
                Target.NONE));
        return streams == wanted
                ? Outcome.of(figures)
                : Outcome.of(figures, "Only " + streams + " streams: this process may open " + filesMax() + " files.");
    }

    private static Spread spread(Plan plan, SseSwarm swarm, int streams, Poster poster, RequestTemplate post) {
        List<Double> perSecond = new ArrayList<>();
        List<Double> p50 = new ArrayList<>();
        for (int run = 0; run <= plan.runs(); run++) {
            Samples spreads = new Samples();
            long began = System.nanoTime();
            long until = began + (run == 0 ? plan.first() : plan.measured()).toNanos();
            long events = 0;
            long ended = began;
            while (ended < until) {
                long each = ended;
                long target = swarm.events() + streams;
                poster.send(post.next());
                swarm.awaitEvents(target, PATIENCE);
                poster.await(PATIENCE);
                ended = System.nanoTime();
                spreads.add(ended - each);
                events++;
            }
            if (run == 0) continue;
            perSecond.add(events * (double) streams * 1e9 / (ended - began));
            p50.add(spreads.millis(0.5));
        }
        return new Spread(perSecond, p50);
    }

    /** A frame as the hub sends it. */
    private static String oneFrame(Subject hub, RequestTemplate post) {
        try (Reactor reactor = new Reactor()) {
            List<String> seen = new ArrayList<>();
            SseSwarm swarm = new SseSwarm(reactor);
            swarm.listen(hub, "", seen::add, PATIENCE);
            Poster poster = new Poster(reactor, hub);
            poster.send(post.next());
            poster.await(PATIENCE);
            swarm.awaitEvents(1, PATIENCE);
            return ":from 1\nid: 00000000.000002.00000000\nevent: notification.posted\ndata: " + seen.get(0) + "\n\n";
        }
    }

    private static int filesMax() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    String soft =
                            line.substring("Max open files".length()).strip().split("\\s+", -1)[0];
                    return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
                }
            }
        } catch (IOException notLinux) {
            return Integer.MAX_VALUE;
        }
        return Integer.MAX_VALUE;
    }
}
