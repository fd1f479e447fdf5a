package dev.signalbox.hub.crash;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.history.Admin;
import dev.signalbox.hub.history.Finding;
import dev.signalbox.hub.history.Store;
import dev.signalbox.hub.history.Trial;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A hub process under load that is killed again and again with {@code kill -9}, at a moment between 0.1 and 1.5 seconds
 * after it began to acknowledge, early ones more often than late ones, now and then also while it starts.
 *
 * <p>{@code -Dcrash.cycles=300} makes it longer, {@code -Dcrash.seed=…} repeats the choices of another run.
 */
final class CrashRun {
    private static final int WRITERS = 6;
    private static final double KILL_MILLIS_MIN = 100;
    private static final double KILL_MILLIS_MAX = 1_500;
    /** Every so many cycles the hub is killed during its start, too. */
    private static final int KILLED_WHILE_STARTING = 5;

    private final HubProcess.Launch launch;
    private final Store store;
    private final int cycles;
    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private volatile HubProcess hub;

    /** What a run found, and what it was. */
    record Report(List<Finding> findings, String summary) {}

    CrashRun(HubProcess.Launch launch, Store store, int cycles) {
        this.launch = launch;
        this.store = store;
        this.cycles = cycles;
    }

    Report run() {
        long began = System.nanoTime();
        hub = launch.start();
        String adminKey = hub.adminKey();
        Trial.Keys keys = Trial.Keys.make(new Admin(() -> hub.url(), adminKey), WRITERS);
        try (Trial trial =
                Trial.ofOne(() -> hub.url(), keys, store, seed).withRows().start()) {
            for (int cycle = 1; cycle <= cycles; cycle++) crash(cycle, trial);
            List<Finding> findings = trial.finish();
            if (!hub.adminKey().equals(adminKey)) {
                findings.add(new Finding(Finding.Kind.UNEXPECTED_ANSWER, "admin.key is another one than at the start"));
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
            return new Report(
                    findings, store.name() + ": " + cycles + " kills, " + trial.summary() + ", " + seconds + " s");
        } finally {
            hub.close();
        }
    }

    private void crash(int cycle, Trial trial) {
        long before = trial.acknowledged();
        Eventually.until("the hub acknowledges again", () -> trial.acknowledged() > before);
        pause();
        hub.kill();
        if (cycle % KILLED_WHILE_STARTING == 0) {
            HubProcess starting = launch.begin();
            pause();
            starting.kill();
        }
        hub = launch.start();
    }

    /** When it is killed is the one thing that this test is about: a moment, not a state that could be waited for. */
    private void pause() {
        double moment = KILL_MILLIS_MIN * Math.pow(KILL_MILLIS_MAX / KILL_MILLIS_MIN, random.nextDouble());
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.round(moment));
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) LockSupport.parkNanos(left);
    }
}
