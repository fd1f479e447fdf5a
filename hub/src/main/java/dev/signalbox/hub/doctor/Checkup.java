package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.wire.resource.Diagnosis;
import dev.signalbox.wire.resource.Diagnosis.Checked;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * All probes of a hub, looked at one behind the other on one thread, so that whoever asks, and how often, costs no more
 * than that: who asks while a look is under way gets the answer of that look. Any thread.
 */
public final class Checkup {
    /** Longest wait for an answer; only a file system that hangs takes so long. */
    static final int SECONDS_MAX = 30;

    private final String version;
    private final String store;
    private final List<Probe> probes;
    private final Clock clock;
    private final Vertx vertx;
    private @Nullable Future<Diagnosis> underWay;
    private volatile String lookingAt = "";

    /**
     * @param version of the hub
     * @param store what the store is and where, for people; without a password
     */
    public Checkup(String version, String store, List<Probe> probes, Clock clock, Vertx vertx) {
        this.version = version;
        this.store = store;
        this.probes = List.copyOf(probes);
        this.clock = clock;
        this.vertx = vertx;
    }

    /** Looks now. Fails with {@link StoreUnavailable} when a look hangs, and names it. */
    public Future<Diagnosis> look() {
        return shared().timeout(SECONDS_MAX, TimeUnit.SECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? new StoreUnavailable(
                                        "the look at \"" + lookingAt + "\" has not come back for " + SECONDS_MAX
                                                + " s: its file system may hang",
                                        failure)
                                : failure));
    }

    private synchronized Future<Diagnosis> shared() {
        Future<Diagnosis> known = underWay;
        if (known != null && !known.isComplete()) return known;
        Future<Diagnosis> begun = vertx.executeBlocking(this::now, false);
        underWay = begun;
        return begun;
    }

    private Diagnosis now() {
        List<Checked> checks = new ArrayList<>();
        for (Probe probe : probes) {
            lookingAt = probe.name();
            checks.add(probe.checked());
        }
        return new Diagnosis(clock.instant(), version, store, checks);
    }
}
