package dev.signalbox.hub.http.route;

import dev.signalbox.hub.command.Refused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The right by which a request was let in; it may end while the answer is on its way. Any thread. */
public final class Admission {
    /** In the context of a request to what is no route: a task for whoever lets somebody in by a key of its own way. */
    public static final String SHOWED_KEY = "signalbox.showed-key";

    private final Runnable renewal;
    private final Watch watch;

    private Admission(Runnable renewal, Watch watch) {
        this.renewal = renewal;
        this.watch = watch;
    }

    /** Fails with {@link Refused} when the key has ended, or its role may no longer do this. */
    public void renew() {
        renewal.run();
    }

    /** Whether who asks would be let in now. */
    public boolean holds() {
        try {
            renewal.run();
            return true;
        } catch (Refused ended) {
            return false;
        }
    }

    /** Completes a promise when the right has ended, at most a tick later; whoever asks completes it at last. */
    Future<Void> ends(Promise<Void> over) {
        watch.open.put(over, this);
        return over.future().andThen(done -> watch.open.remove(over));
    }

    /** Looks after all requests of a hub that wait for long, with one timer. */
    public static final class Watch {
        private static final Duration TICK = Duration.ofMillis(500);

        private final Map<Promise<Void>, Admission> open = new ConcurrentHashMap<>();

        /** The timer ends with the Vert.x. */
        public Watch(Vertx vertx) {
            vertx.setPeriodic(
                    TICK.toMillis(),
                    tick -> open.forEach((ended, admission) -> {
                        if (!admission.holds()) ended.tryComplete();
                    }));
        }

        /** Requests that wait now. */
        public int count() {
            return open.size();
        }

        /**
         * The admission of one request.
         *
         * @param renewal fails with {@link Refused} when the right has ended
         */
        public Admission of(Runnable renewal) {
            return new Admission(renewal, this);
        }
    }
}
