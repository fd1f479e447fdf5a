package dev.signalbox.hub.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What rests until a time looks again when the clock was set; here nothing else ends its rest. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HubClockTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final Vertx vertx = Vertx.vertx();
    private final TestClock time = new TestClock();
    private final AtomicInteger rounds = new AtomicInteger();
    private HubClock clock;

    @BeforeEach
    void open() {
        clock = new HubClock(time, vertx);
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private PeriodicJob job(Future<Integer> round) {
        PeriodicJob job = new PeriodicJob(
                "counting",
                NEVER,
                () -> {
                    rounds.incrementAndGet();
                    return round;
                },
                clock,
                vertx);
        Await.result(job.start());
        return job;
    }

    private void assertRounds(int count) {
        Eventually.assertThat(() -> assertThat(rounds).hasValue(count));
    }

    @Test
    void a_clock_that_was_set_ahead_or_back_begins_the_next_round() {
        job(Future.succeededFuture(0));
        assertRounds(1);

        time.advance(Duration.ofHours(25));
        assertRounds(2);
        time.advance(Duration.ofDays(-300));
        assertRounds(3);
    }

    @Test
    void a_round_that_looked_before_the_clock_was_set_is_followed_by_another() {
        Promise<Integer> first = Promise.promise();
        job(first.future());
        AtomicInteger jumps = new AtomicInteger();
        clock.onJump(jumps::incrementAndGet);
        assertRounds(1);

        time.advance(Duration.ofHours(25));
        Eventually.until("it is noticed", () -> jumps.get() == 1);
        assertThat(rounds).hasValue(1);
        first.complete(0);

        assertRounds(2);
    }

    @Test
    void work_that_was_ended_is_not_begun_by_it() {
        PeriodicJob job = job(Future.succeededFuture(0));
        assertRounds(1);
        Await.result(job.close());
        AtomicInteger jumps = new AtomicInteger();
        clock.onJump(jumps::incrementAndGet);

        time.advance(Duration.ofHours(25));
        Eventually.until("it is noticed", () -> jumps.get() == 1);

        assertThat(rounds).hasValue(1);
    }
}
