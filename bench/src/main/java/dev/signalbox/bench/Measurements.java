package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.ClosedLoop;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.LiveLatency;
import dev.signalbox.bench.load.Load;
import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.load.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The three figures that say most about a hub: single posts, batches of commands, and the way from a post to a
 * subscriber. Each round measures hub and limit right behind each other, so that a machine that changes its pace
 * changes both.
 */
public final class Measurements {
    /** Connections of the single posts. */
    public static final int POST_CONNECTIONS = 64;
    /** Connections of the batches. */
    public static final int BATCH_CONNECTIONS = 4;
    /** Commands of a batch. */
    public static final int BATCH_COMMANDS = 100;
    /** Posts a second while latencies are taken. */
    public static final int LIVE_EVENTS_A_SECOND = 1_000;

    private Measurements() {}

    /** {@code POST /v1/notifications}, one durable event each, against the same server that stores nothing. */
    public static List<Figure> singlePosts(Plan plan, Subject hub, Subject limit) {
        SplittableRandom random = new SplittableRandom(plan.seed());
        String body = Workload.notification(random);
        FreshIds ids = new FreshIds(plan.seed());
        List<Load> hubLoads = new ArrayList<>();
        List<Load> limitLoads = new ArrayList<>();
        RequestTemplate toHub = RequestTemplate.post(hub, "/v1/notifications", body, ids);
        RequestTemplate toLimit = RequestTemplate.post(limit, "/v1/notifications", body, ids);
        for (int run = 0; run <= plan.runs(); run++) {
            Plan round = run == 0 ? plan.measuring(plan.first()) : plan;
            Load limitLoad = posts(round, limit, toLimit::next);
            Load hubLoad = posts(round, hub, toHub::next);
            if (run == 0) continue;
            limitLoads.add(limitLoad);
            hubLoads.add(hubLoad);
        }
        String name = "single durable POSTs, " + POST_CONNECTIONS + " connections";
        String than = "the same server answering a POST that stores nothing";
        return List.of(
                new Figure(
                        name,
                        "/s",
                        rates(hubLoads),
                        new Figure.Limit(than, rates(limitLoads)),
                        Target.ratioAtLeast(0.4)),
                new Figure(
                        name + ", p50",
                        "ms",
                        millis(hubLoads, 0.5),
                        new Figure.Limit(than, millis(limitLoads, 0.5)),
                        Target.NONE),
                new Figure(
                        name + ", p99",
                        "ms",
                        millis(hubLoads, 0.99),
                        new Figure.Limit(than, millis(limitLoads, 0.99)),
                        Target.atMost(30)));
    }

    /**
     * {@code POST /v1/commands} in batches, against the plain driver that inserts the same rows with the same flushes.
     */
    public static List<Figure> batches(Plan plan, Subject hub, Path folder) {
        List<Double> hubRates = new ArrayList<>();
        List<Double> limitRates = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        FreshIds ids = new FreshIds(plan.seed());
        try (PlainSqlite plain = PlainSqlite.create(folder.resolve("plain.db"))) {
            for (int run = 0; run <= plan.runs(); run++) {
                Plan round = run == 0 ? plan.measuring(plan.first()) : plan;
                double limitRate = plain.insert(BATCH_COMMANDS, ids, plan.warmUp(), round.measured())
                        .perSecond();
                Load load = batches(round, List.of(hub), ids);
                if (run == 0) continue;
                limitRates.add(limitRate);
                hubRates.add(load.perSecond() * BATCH_COMMANDS);
                p99.add(load.latencies().millis(0.99));
            }
        }
        String name = "commands in batches of " + BATCH_COMMANDS + ", " + BATCH_CONNECTIONS + " connections";
        return List.of(
                new Figure(
                        name,
                        "events/s",
                        hubRates,
                        new Figure.Limit("plain sqlite-jdbc, same rows, same fsync", limitRates),
                        Target.ratioAtLeast(0.4)),
                Figure.alone(name + ", p99 of a batch", "ms", p99, Target.NONE));
    }

    /** Batches of posts, spread evenly over one hub or several nodes: batches a second. */
    public static Load batches(Plan plan, List<Subject> hubs, FreshIds ids) {
        String body = Workload.batch(new SplittableRandom(plan.seed()), BATCH_COMMANDS);
        // All nodes take the same requests: only address and port in the Host line differ, which no hub looks at.
        RequestTemplate requests = RequestTemplate.post(hubs.get(0), "/v1/commands", body, ids);
        return ClosedLoop.run(hubs, BATCH_CONNECTIONS * hubs.size(), requests::next, plan.warmUp(), plan.measured());
    }

    /** From a post to a subscriber at a fixed rate, against the post's own latency. */
    public static List<Figure> live(Plan plan, Subject hub) {
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        List<Double> appendP50 = new ArrayList<>();
        List<Double> appendP99 = new ArrayList<>();
        for (int run = 0; run <= plan.runs(); run++) {
            LiveLatency.Result result = LiveLatency.measure(
                    hub,
                    plan.seed() + run,
                    LIVE_EVENTS_A_SECOND,
                    plan.warmUp(),
                    run == 0 ? plan.first() : plan.measured());
            if (run == 0) continue;
            p50.add(result.deliveries().millis(0.5));
            p99.add(result.deliveries().millis(0.99));
            appendP50.add(result.appends().millis(0.5));
            appendP99.add(result.appends().millis(0.99));
        }
        String name = "append to SSE subscriber at " + Figure.number(LIVE_EVENTS_A_SECOND) + " events/s";
        String than = "the append's own latency";
        return List.of(
                new Figure(name + ", p50", "ms", p50, new Figure.Limit(than, appendP50), Target.NONE),
                new Figure(name + ", p99", "ms", p99, new Figure.Limit(than, appendP99), Target.atMost(15)));
    }

    private static Load posts(Plan plan, Subject subject, Supplier<byte[]> requests) {
        return ClosedLoop.run(List.of(subject), POST_CONNECTIONS, requests, plan.warmUp(), plan.measured());
    }

    private static List<Double> rates(List<Load> loads) {
        return loads.stream().map(Load::perSecond).toList();
    }

    private static List<Double> millis(List<Load> loads, double share) {
        return loads.stream().map(load -> load.latencies().millis(share)).toList();
    }
}
