package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.Pause;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.http.HubRefused;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Work that goes on in a hub, and is asked how far it is until it is over. */
final class HubWork {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration LOOK_AGAIN_MAX = Duration.ofSeconds(5);

    private HubWork() {}

    /**
     * How it ended. A hub that does not answer just now, such as one that goes on in another store, is asked again.
     *
     * @param again asks how far it is
     * @param told hears how far it is before each question
     */
    static <T> T untilOver(T begun, Predicate<T> over, Supplier<T> again, Consumer<T> told) {
        Backoff backoff = new Backoff(new Random(), LOOK_AGAIN, LOOK_AGAIN_MAX);
        T now = begun;
        while (!over.test(now)) {
            told.accept(now);
            Pause.of(LOOK_AGAIN);
            try {
                now = again.get();
                backoff.reset();
            } catch (HubRefused refused) {
                if (!Refusals.isPassing(refused)) throw refused;
                Pause.of(backoff.next(refused.retryAfter()));
            }
        }
        return now;
    }
}
