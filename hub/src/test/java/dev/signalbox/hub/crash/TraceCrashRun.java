package dev.signalbox.hub.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.history.Admin;
import dev.signalbox.hub.history.Finding;
import dev.signalbox.hub.history.Store;
import dev.signalbox.hub.history.StoredEvent;
import dev.signalbox.hub.history.StoredLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A hub process that is killed with {@code kill -9} while clients of Langfuse and OpenTelemetry send to it, at a moment
 * up to a second after it began to acknowledge; every other time also while it starts. In the end all is compared: what
 * was acknowledged, the log, the tables, and the tables after a rebuild.
 *
 * <p>{@code -Dcrash.cycles=100} makes it longer, {@code -Dcrash.seed=…} repeats the choices of another run.
 */
final class TraceCrashRun {
    private static final int WRITERS = 4;
    private static final long KILL_MILLIS_MAX = 1_000;

    private final HubProcess.Launch launch;
    private final Store store;
    private final int cycles;
    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<TraceWriter> writers = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private volatile HubProcess hub;

    TraceCrashRun(HubProcess.Launch launch, Store store, int cycles) {
        this.launch = launch;
        this.store = store;
        this.cycles = cycles;
    }

    CrashRun.Report run() throws InterruptedException {
        hub = launch.start();
        try {
            Admin admin = new Admin(() -> hub.url(), hub.adminKey());
            List<Thread> threads = begin(authorization(admin));
            for (int cycle = 1; cycle <= cycles; cycle++) crash(cycle);
            awaitProgress();
            writers.forEach(TraceWriter::stop);
            for (Thread thread : threads) {
                thread.join(TimeUnit.MINUTES.toMillis(1));
                if (thread.isAlive()) throw new AssertionError(thread.getName() + " never ended, seed " + seed);
            }
            writers.forEach(writer -> findings.addAll(writer.findings()));
            StoredLog log = store.read();
            findings.addAll(log.findings());
            compareLog(log);
            compareTables(admin, log);
            return new CrashRun.Report(
                    findings,
                    store.name() + ": " + cycles + " kills while traces came, " + acknowledged()
                            + " batches acknowledged, " + log.events().size() + " events, seed " + seed);
        } finally {
            hub.close();
        }
    }

    private static String authorization(Admin admin) {
        JsonNode key = admin.post("/v1/keys", Map.of("name", "agent", "role", "daemon", "langfuse", true))
                .expect(201)
                .json();
        String pair = key.path("publicKey").asText() + ":" + key.path("secret").asText();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private List<Thread> begin(String authorization) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            TraceWriter writer = new TraceWriter(i, () -> hub.url(), authorization, seed);
            writers.add(writer);
            Thread thread = new Thread(writer, "writer " + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        return threads;
    }

    private void crash(int cycle) {
        awaitProgress();
        pause();
        hub.kill();
        if (cycle % 2 == 0) {
            HubProcess starting = launch.begin();
            pause();
            starting.kill();
        }
        hub = launch.start();
    }

    private void awaitProgress() {
        int before = acknowledged();
        Eventually.until("the hub acknowledges again", () -> acknowledged() > before + WRITERS);
    }

    private int acknowledged() {
        return writers.stream().mapToInt(TraceWriter::acknowledged).sum();
    }

    private void compareLog(StoredLog log) {
        Map<String, Integer> stored = new HashMap<>();
        for (StoredEvent event : log.events()) stored.merge(named(event), 1, Integer::sum);
        for (TraceWriter writer : writers) {
            for (String id : writer.events()) {
                Integer times = stored.remove(id);
                if (times == null) findings.add(new Finding(Finding.Kind.LOST, id));
                else if (times > 1) findings.add(new Finding(Finding.Kind.DUPLICATE_ID, id + " " + times + " times"));
            }
        }
        stored.keySet().forEach(id -> findings.add(new Finding(Finding.Kind.UNASKED, id)));
    }

    /** The id of an event without the digest that a span's has at its end. */
    private static String named(StoredEvent event) {
        return event.id().startsWith("span:")
                ? event.id().substring(0, event.id().lastIndexOf(':') + 1)
                : event.id();
    }

    private void compareTables(Admin admin, StoredLog log) {
        TraceTables tables = new TraceTables(store);
        awaitTables(admin, log);
        List<String> folded = tables.all();
        Set<String> shown = new HashSet<>(tables.observations());
        for (TraceWriter writer : writers) {
            for (String observation : writer.observations())
                if (!shown.remove(observation))
                    findings.add(new Finding(Finding.Kind.TABLE, "no row of " + observation));
        }
        shown.forEach(row -> findings.add(new Finding(Finding.Kind.TABLE, "nobody sent " + row)));

        admin.post("/v1/projections/traces/rebuild", Map.of()).expect(202);
        awaitTables(admin, log);
        List<String> afresh = tables.all();
        Set<String> differing = new HashSet<>(folded);
        afresh.forEach(differing::remove);
        differing.forEach(row -> findings.add(new Finding(Finding.Kind.TABLE, "not after a rebuild: " + row)));
        if (folded.size() != afresh.size())
            findings.add(new Finding(
                    Finding.Kind.TABLE, folded.size() + " rows, after a rebuild " + afresh.size() + " rows"));
    }

    private static void awaitTables(Admin admin, StoredLog log) {
        int head = log.events().size();
        Eventually.until("the tables hold all", () -> {
            for (JsonNode each : admin.get("/v1/projections").path("items")) {
                if (each.path("name").asText().equals("traces"))
                    return each.path("state").asText().equals("live")
                            && each.path("position").longValue() >= head;
            }
            throw new AssertionError("no projection of traces");
        });
    }

    /** When it is killed is the one thing that this test is about: a moment, not a state that could be waited for. */
    private void pause() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextLong(KILL_MILLIS_MAX));
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) LockSupport.parkNanos(left);
    }
}
