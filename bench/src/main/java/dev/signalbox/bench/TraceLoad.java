package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.ClosedLoop;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.GrpcCalls;
import dev.signalbox.bench.load.Load;
import dev.signalbox.bench.load.Poster;
import dev.signalbox.bench.load.Reactor;
import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.bench.load.Samples;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.process.HubProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Spans by the hundred, and what people ask meanwhile and afterwards. */
final class TraceLoad {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int CONNECTIONS = 2;
    /** Of the event that a span becomes. */
    private static final int SPAN_BYTES = 1_700;

    private static final int SPANS_A_SECOND = 5_000;
    private static final double GRPC_SHARE_MIN = 0.9;
    private static final String CALL = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private static final int QUESTIONS_A_SECOND = 20;
    private static final double VISIBLE_MILLIS_MAX = 1_000;
    private static final double QUESTION_MILLIS_MAX = 50;
    private static final double PAGE_SECONDS_MAX = 1;
    private static final double COST_SECONDS_MAX = 2;
    private static final double RESIDENT_MAX = 700;

    private final Setting setting;
    private final Subject hub;
    private final SpanBatch batches;
    private final List<Figure> figures = new ArrayList<>();

    private TraceLoad(Setting setting, Subject hub) {
        this.setting = setting;
        this.hub = hub;
        this.batches = SpanBatch.ofManyTraces(hub);
    }

    static Outcome measure(Setting setting) {
        Path folder = setting.folder("traces");
        try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"));
                PlainSqlite plain = PlainSqlite.create(folder.resolve("plain.db"))) {
            TraceLoad load = new TraceLoad(setting, hub.subject());
            load.atMost(plain);
            load.paced();
            load.figures.add(Figure.alone(
                    "after that load: resident memory",
                    "MiB",
                    List.of(hub.residentMebibytes()),
                    Target.atMost(RESIDENT_MAX)));
            load.wideTrace();
            load.cost();
            load.figures.add(Figure.alone(
                    "after all of it: resident memory",
                    "MiB",
                    List.of(hub.residentMebibytes()),
                    Target.atMost(RESIDENT_MAX)));
            return Outcome.of(
                    load.figures,
                    "A span has 14 attributes of the GenAI conventions and about 1.2 kB; an answer means that its spans are on disk.");
        }
    }

    /** As fast as they are taken, hub and limit in turns. */
    private void atMost(PlainSqlite plain) {
        setting.progress().accept("spans as fast as they are taken");
        Plan plan = setting.plan();
        FreshIds ids = new FreshIds(plan.seed());
        List<Double> spans = new ArrayList<>();
        List<Double> limits = new ArrayList<>();
        List<Double> calls = new ArrayList<>();
        for (int run = 0; run <= plan.runs(); run++) {
            Plan round = run == 0 ? plan.measuring(plan.first()) : plan;
            Load bare = plain.insert(SpanBatch.SPANS, SPAN_BYTES, ids, round.warmUp(), plan.measured());
            Load load = ClosedLoop.run(List.of(hub), CONNECTIONS, batches::next, round.warmUp(), round.measured());
            new HubView(hub).awaitTables();
            Load called = GrpcCalls.run(hub, CALL, CONNECTIONS, batches::nextMessage, round.warmUp(), round.measured());
            new HubView(hub).awaitTables();
            if (run == 0) continue;
            spans.add(load.perSecond() * SpanBatch.SPANS);
            calls.add(called.perSecond() * SpanBatch.SPANS);
            limits.add(bare.perSecond());
        }
        figures.add(new Figure(
                "spans on disk, OTLP protobuf in batches of " + SpanBatch.SPANS,
                "/s",
                spans,
                new Figure.Limit(
                        "the plain driver that inserts as many events of that size, a flush for each batch", limits),
                Target.atLeast(SPANS_A_SECOND)));
        figures.add(new Figure(
                "the same over gRPC",
                "/s",
                calls,
                new Figure.Limit("OTLP over HTTP in the same rounds", spans),
                Target.ratioAtLeast(GRPC_SHARE_MIN)));
    }

    /** At a fixed rate, with somebody who looks for what was just sent, and somebody who asks questions. */
    private void paced() {
        setting.progress().accept(SPANS_A_SECOND + " spans a second");
        List<Double> visible = new ArrayList<>();
        List<Double> questions = new ArrayList<>();
        List<Double> taken = new ArrayList<>();
        for (int run = 0; run < setting.plan().runs(); run++) {
            Samples asked = new Samples();
            boolean[] over = {false};
            CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> ask(asked, () -> over[0]));
            Samples seen = new Samples();
            Samples sent = new Samples();
            try {
                send(seen, sent);
            } finally {
                over[0] = true;
            }
            asking.join();
            visible.add(seen.millis(0.99));
            questions.add(asked.millis(0.99));
            taken.add(sent.millis(0.99));
        }
        String under = String.format(Locale.ROOT, "at %,d spans/s: ", SPANS_A_SECOND);
        figures.add(Figure.alone(
                under + "from the acknowledgement to the trace as it is read, p99",
                "ms",
                visible,
                Target.atMost(VISIBLE_MILLIS_MAX)));
        figures.add(Figure.alone(under + "a question, p99", "ms", questions, Target.atMost(QUESTION_MILLIS_MAX)));
        figures.add(Figure.alone(under + "an export, p99", "ms", taken, Target.NONE));
    }

    /** Sends batches when they are due; after each looks for its last trace until it is whole. */
    private void send(Samples seen, Samples sent) {
        long interval = TimeUnit.SECONDS.toNanos(SpanBatch.SPANS) / SPANS_A_SECOND;
        long count = Math.max(3, setting.plan().measured().toNanos() / interval);
        try (Reactor reactor = new Reactor()) {
            Poster sender = new Poster(reactor, hub);
            Poster reader = new Poster(reactor, hub);
            long begin = System.nanoTime();
            for (long i = 0; i < count; i++) {
                waitUntil(begin + i * interval);
                String last = SpanBatch.idOfLast(batches.number());
                long began = System.nanoTime();
                sender.send(batches.next());
                sender.await(PATIENCE);
                long acknowledged = System.nanoTime();
                sent.add(acknowledged - began);
                reader.send(RequestTemplate.get(hub, "/v1/traces/" + last + "?limit=1"));
                reader.await(PATIENCE);
                seen.add(System.nanoTime() - acknowledged);
            }
        }
    }

    private void ask(Samples asked, BooleanSupplier over) {
        FreshIds ids = new FreshIds(setting.plan().seed());
        RequestTemplate question =
                RequestTemplate.post(hub, "/v1/questions", "{\"kind\":\"approval\",\"prompt\":\"Deploy?\"}", ids);
        long interval = TimeUnit.SECONDS.toNanos(1) / QUESTIONS_A_SECOND;
        try (Reactor reactor = new Reactor()) {
            Poster poster = new Poster(reactor, hub);
            long begin = System.nanoTime();
            for (long i = 0; i == 0 || !over.getAsBoolean(); i++) {
                waitUntil(begin + i * interval);
                long began = System.nanoTime();
                poster.send(question.next());
                poster.await(PATIENCE);
                asked.add(System.nanoTime() - began);
            }
        }
    }

    private void wideTrace() {
        int spans = setting.sizes().wide();
        setting.progress().accept("a trace of " + spans + " spans");
        SpanBatch wide = SpanBatch.ofOneTrace(hub, setting.plan().seed());
        long requests = (spans + SpanBatch.SPANS - 1L) / SpanBatch.SPANS;
        ClosedLoop.send(hub, CONNECTIONS, wide::next, requests, PATIENCE);
        HubView view = new HubView(hub);
        view.awaitTables();
        String path = "/v1/traces/" + SpanBatch.idOfOne(setting.plan().seed());
        long there = view.get(path).path("observations").asLong();
        if (there != requests * SpanBatch.SPANS) throw new BenchFailure("the trace has " + there + " spans");
        figures.add(Figure.alone(
                String.format(Locale.ROOT, "first page of a trace of %,d spans", there),
                "s",
                seconds(view, path),
                Target.atMost(PAGE_SECONDS_MAX)));
    }

    private void cost() {
        HubView view = new HubView(hub);
        long there = observations(view);
        long missing = setting.sizes().observed() - there;
        if (missing > 0) {
            setting.progress().accept("filling up to " + setting.sizes().observed() + " observations");
            long requests = (missing + SpanBatch.SPANS - 1) / SpanBatch.SPANS;
            ClosedLoop.send(hub, CONNECTIONS, batches::next, requests, PATIENCE);
            view.awaitTables();
        }
        String path = "/v1/analytics/cost?by=model";
        long counted = 0;
        for (var line : view.get(path).path("items"))
            counted += line.path("count").asLong();
        if (counted != observations(view)) throw new BenchFailure("the cost is of " + counted + " observations");
        figures.add(Figure.alone(
                String.format(Locale.ROOT, "cost by model over %,d observations", counted),
                "s",
                seconds(view, path),
                Target.atMost(COST_SECONDS_MAX)));
        figures.add(Figure.alone(
                String.format(Locale.ROOT, "latency percentiles by model over %,d observations", counted),
                "s",
                seconds(view, "/v1/analytics/latency?by=model"),
                Target.NONE));
        figures.add(
                Figure.alone("a page of the list of traces", "s", seconds(view, "/v1/traces?limit=50"), Target.NONE));
    }

    private static long observations(HubView view) {
        return view.get("/v1/analytics/volume")
                .path("items")
                .path(0)
                .path("count")
                .asLong();
    }

    private List<Double> seconds(HubView view, String path) {
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run <= setting.plan().runs(); run++) {
            long began = System.nanoTime();
            view.get(path);
            if (run > 0) seconds.add((System.nanoTime() - began) / 1e9);
        }
        return seconds;
    }

    private static void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) LockSupport.parkNanos(left);
    }
}
