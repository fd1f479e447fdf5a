package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.ClosedLoop;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Load;
import dev.signalbox.bench.load.Poster;
import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.bench.load.Samples;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.load.Workload;
import dev.signalbox.bench.process.HubProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Rows of declared tables: writing them, and reading them as they were. */
final class SharedTables {
    /** A table whose rows are put, as the measured hubs declare it. */
    static final String TABLE = "measured";

    private static final String MATRIX = """
            tables:
              measured:
                change: replace
                writers: [daemon]
                readers: [all]
                fields:
                  id: {type: string}
                  title: {type: string}
                  body: {type: string}
                  state: {enum: [open, done]}
                  number: {type: integer}
                required: [id, title, state]
                why: What a benchmark writes is read by nobody else.
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PAGE = 500;
    private static final String KEY = "the-one-with-a-history";

    private SharedTables() {}

    /** The data folder of a hub that knows {@link #TABLE}. */
    static Path folder(Setting setting, String name) {
        Path data = setting.folder(name).resolve("hub");
        try {
            Files.createDirectories(data);
            Files.writeString(data.resolve("signalbox.yaml"), MATRIX);
            return data;
        } catch (IOException e) {
            throw new BenchFailure("cannot write to " + data, e);
        }
    }

    static Outcome puts(Setting setting) {
        Plan plan = setting.plan();
        FreshIds ids = new FreshIds(plan.seed());
        List<Double> puts = new ArrayList<>();
        List<Double> posts = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        try (HubProcess hub = HubProcess.start(setting.programs(), folder(setting, "puts"))) {
            Subject subject = hub.subject();
            RequestTemplate post = RequestTemplate.post(
                    subject, "/v1/notifications", Workload.notification(new SplittableRandom(plan.seed())), ids);
            RequestTemplate put =
                    RequestTemplate.put(subject, "/v1/tables/" + TABLE + "/rows/" + RequestTemplate.ID, fields(0), ids);
            for (int run = 0; run <= plan.runs(); run++) {
                Plan round = run == 0 ? plan.measuring(plan.first()) : plan;
                double limit = load(round, subject, post).perSecond();
                Load load = load(round, subject, put);
                if (run == 0) continue;
                posts.add(limit);
                puts.add(load.perSecond());
                p99.add(load.latencies().millis(0.99));
            }
        }
        String name = "puts of table rows, " + Measurements.POST_CONNECTIONS + " connections";
        return Outcome.of(List.of(
                new Figure(
                        name,
                        "/s",
                        puts,
                        new Figure.Limit("posts of notifications on the same hub", posts),
                        Target.ratioAtLeast(0.8)),
                Figure.alone(name + ", p99", "ms", p99, Target.NONE)));
    }

    static Outcome asOf(Setting setting) {
        FreshIds ids = new FreshIds(setting.plan().seed());
        int versions = setting.sizes().versions();
        int rows = setting.sizes().listed();
        List<Double> one = new ArrayList<>();
        List<Double> list = new ArrayList<>();
        try (HubProcess hub = HubProcess.start(setting.programs(), folder(setting, "asof"))) {
            HubView view = new HubView(hub.subject());
            for (int i = 1; i <= versions; i++) put(hub.subject(), KEY, row(KEY, i), ids);
            fill(hub.subject(), rows, ids);
            long then = view.head();
            // So that the past differs from the present: every row is written again.
            fill(hub.subject(), rows, ids);
            view.awaitTables();
            long middle = view.get("/v1/tables/" + TABLE + "/rows/" + KEY + "/history?limit=" + PAGE)
                    .path("items")
                    .path(Math.min(PAGE, versions) / 2)
                    .path("position")
                    .asLong();
            for (int run = 0; run <= setting.plan().runs(); run++) {
                double oneMillis = oneRow(hub.subject(), middle);
                double listMillis = wholeList(view, then, rows);
                if (run == 0) continue;
                one.add(oneMillis);
                list.add(listMillis / 1_000);
            }
        }
        return Outcome.of(List.of(
                Figure.alone(
                        String.format(Locale.ROOT, "one row with %,d versions as of a position, median", versions),
                        "ms",
                        one,
                        Target.atMost(20)),
                Figure.alone(
                        String.format(Locale.ROOT, "a list of %,d rows as of a position, all pages", rows),
                        "s",
                        list,
                        Target.atMost(2))));
    }

    /** Puts rows {@code r000000} and on, in batches. */
    static void fill(Subject hub, int rows, FreshIds ids) {
        for (int from = 0; from < rows; from += PAGE) {
            StringBuilder commands = new StringBuilder("{\"commands\":[");
            for (int i = from; i < Math.min(rows, from + PAGE); i++) {
                if (i > from) commands.append(',');
                commands.append("{\"id\":\"")
                        .append(RequestTemplate.ID)
                        .append("\",\"command\":\"table.put\",\"target\":\"" + TABLE + "/")
                        .append(key(i))
                        .append("\",\"body\":{\"row\":")
                        .append(row(key(i), System.nanoTime()))
                        .append("}}");
            }
            RequestTemplate batch = RequestTemplate.post(
                    hub, "/v1/commands", commands.append("]}").toString(), ids);
            Poster.once(hub, batch.next(), PATIENCE);
        }
    }

    static String key(int number) {
        return String.format(Locale.ROOT, "r%06d", number);
    }

    /** A row of about 250 bytes. */
    static String row(String key, long number) {
        return "{\"id\":\"" + key + "\"," + fields(number).substring(1);
    }

    /** The same without its key, which the hub knows from the path. */
    private static String fields(long number) {
        return "{\"title\":\"build finished again\",\"body\":\"" + "waits slow again ".repeat(9)
                + "\",\"state\":\"open\",\"number\":" + number + "}";
    }

    private static void put(Subject hub, String key, String row, FreshIds ids) {
        Poster.once(
                hub,
                RequestTemplate.put(hub, "/v1/tables/" + TABLE + "/rows/" + key, row, ids)
                        .next(),
                PATIENCE);
    }

    private static Load load(Plan plan, Subject hub, RequestTemplate requests) {
        return ClosedLoop.run(
                List.of(hub), Measurements.POST_CONNECTIONS, requests::next, plan.warmUp(), plan.measured());
    }

    private static double oneRow(Subject hub, long position) {
        Samples samples = new Samples();
        byte[] request = RequestTemplate.get(hub, "/v1/tables/" + TABLE + "/rows/" + KEY + "?asOf=" + position);
        for (int i = 0; i < 20; i++) {
            long began = System.nanoTime();
            Poster.once(hub, request, PATIENCE);
            samples.add(System.nanoTime() - began);
        }
        return samples.millis(0.5);
    }

    private static double wholeList(HubView view, long position, int rows) {
        String path = "/v1/tables/" + TABLE + "/rows?limit=" + PAGE + "&asOf=" + position;
        long began = System.nanoTime();
        int seen = 0;
        String cursor = "";
        do {
            var page = view.get(path + cursor);
            seen += page.path("items").size();
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        if (seen < rows) throw new BenchFailure("of " + rows + " rows the list as of " + position + " had " + seen);
        return (System.nanoTime() - began) / 1e6;
    }
}
