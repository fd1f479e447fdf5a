package dev.signalbox.hub.crash;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.history.Client;
import dev.signalbox.hub.history.Finding;
import dev.signalbox.hub.history.HistoryCheck;
import dev.signalbox.hub.history.Sent;
import dev.signalbox.hub.history.StoredEvent;
import dev.signalbox.hub.history.StoredLog;
import dev.signalbox.hub.history.Subscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A hub process under load that is killed again and again with {@code kill -9}, at a moment between 0.1 and 1.5 seconds after it
 * began to acknowledge, now and then also while it starts. In the end every client settles what it does not know, every subscriber
 * reads on to the head, and all that they were told is compared with the log.
 *
 * <p>{@code -Dcrash.cycles=300} makes it longer, {@code -Dcrash.seed=…} repeats the choices of another run.
 */
final class CrashRun {
    private static final int WRITERS = 6;
    private static final long KILL_MILLIS_MIN = 100;
    private static final long KILL_MILLIS_MAX = 1_500;
    /** Every so many cycles the hub is killed during its start, too. */
    private static final int KILLED_WHILE_STARTING = 5;

    private static final Set<String> SHOWN_TO_VIEWERS = Set.of("notification", "question");

    private final HubProcess.Launch launch;
    private final Store store;
    private final int cycles;
    private final long seed;
    private final Random random;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private volatile HubProcess hub;

    /** What a run found. */
    record Report(String summary, List<Finding> findings, List<Sent> history, StoredLog log) {}

    CrashRun(HubProcess.Launch launch, Store store, int cycles) {
        this.launch = launch;
        this.store = store;
        this.cycles = Integer.getInteger("crash.cycles", cycles);
        this.seed = Long.getLong("crash.seed", System.nanoTime());
        this.random = new Random(seed);
    }

    Report run() {
        long began = System.nanoTime();
        hub = launch.start();
        String adminKey = hub.adminKey();
        Admin admin = new Admin(() -> hub.url(), adminKey);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) keys.add(admin.newKey("writer-" + i, "user"));
        Load load = new Load(() -> hub.url(), keys, seed);
        Subscriber everything = subscriber("admin", adminKey, "");
        Subscriber visible = subscriber("viewer", admin.newKey("viewer", "viewer"), "");
        Subscriber answers = subscriber("answers", adminKey, "question.answered,notification.resolved");
        load.start();
        try {
            for (int cycle = 1; cycle <= cycles; cycle++) crash(cycle, load);
            load.stop();
            List<Finding> findings = new ArrayList<>(load.findings());
            long head = new Client(() -> hub.url(), adminKey)
                    .get("/v1/events?limit=1")
                    .path("head")
                    .longValue();
            for (Subscriber each : subscribers) {
                Eventually.until("a subscriber has read on to " + head, () -> each.position() >= head);
            }
            StoredLog log = store.read();
            findings.addAll(HistoryCheck.findings(load.history(), log));
            List<StoredEvent> events = log.events().stream()
                    .filter(event -> event.position() <= head)
                    .toList();
            findings.addAll(everything.findings(events, event -> true));
            findings.addAll(visible.findings(events, event -> SHOWN_TO_VIEWERS.contains(event.family())));
            findings.addAll(answers.findings(events, CrashRun::isAnswer));
            findings.addAll(new TablesCheck(store, admin).findings(log));
            if (!hub.adminKey().equals(adminKey)) {
                findings.add(new Finding(Finding.Kind.UNEXPECTED_ANSWER, "admin.key is another one than at the start"));
            }
            String summary = store.name() + ": " + cycles + " kills, " + load.acknowledged() + " acknowledged, " + head
                    + " events, " + everything.connections() + " streams of one subscriber, seed " + seed + ", "
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s";
            return new Report(summary, findings, load.history(), log);
        } finally {
            subscribers.forEach(Subscriber::close);
            hub.close();
        }
    }

    private static boolean isAnswer(StoredEvent event) {
        return event.type().equals("question.answered") || event.type().equals("notification.resolved");
    }

    private void crash(int cycle, Load load) {
        long before = load.acknowledged();
        Eventually.until("the hub acknowledges again", () -> load.acknowledged() > before);
        pause(KILL_MILLIS_MIN, KILL_MILLIS_MAX);
        hub.kill();
        if (cycle % KILLED_WHILE_STARTING == 0) {
            HubProcess starting = launch.begin();
            pause(KILL_MILLIS_MIN, KILL_MILLIS_MAX);
            starting.kill();
        }
        hub = launch.start();
    }

    /** When it is killed is the one thing that this test is about: a moment, not a state that could be waited for. */
    private void pause(long millisMin, long millisMax) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millisMin + random.nextLong(millisMax - millisMin));
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) LockSupport.parkNanos(end - System.nanoTime());
    }

    private Subscriber subscriber(String name, String key, String types) {
        Subscriber started = new Subscriber(name, () -> hub.url(), key, types).start();
        subscribers.add(started);
        return started;
    }
}
