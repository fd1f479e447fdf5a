package dev.signalbox.hub.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a clock that seems to have jumped is believed. */
class ClockWatchTest {
    private final TestClock clock = new TestClock();

    private TestNode node;
    private ClockWatch watch;

    @BeforeEach
    void open(@TempDir Path folder) {
        node = TestNode.sqlite(folder, clock);
        watch = new ClockWatch(
                node.database(), List.of(), clock, () -> Future.succeededFuture(Optional.empty()), () -> true);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_clock_on_which_a_hub_has_run_for_an_hour_is_believed_a_tenth_a_minute() {
        Await.result(watch.deletions("rows"));
        clock.advance(Duration.ofDays(1));

        assertThat(Await.result(watch.deletions("rows")).held()).contains("ahead of");
        clock.advance(ClockWatch.BELIEVED_AFTER.minusSeconds(1));
        assertThat(Await.result(watch.deletions("rows")).held()).contains("ahead of");
        clock.advance(Duration.ofSeconds(1));

        assertThat(Await.result(watch.deletions("rows"))).isEqualTo(new ClockWatch.Deletions(true, false, null));
    }

    @Test
    void a_clock_that_jumps_once_more_is_not_believed_for_that() {
        Await.result(watch.deletions("rows"));
        clock.advance(Duration.ofDays(1));
        Await.result(watch.deletions("rows"));

        clock.advance(Duration.ofDays(30));

        assertThat(Await.result(watch.deletions("rows")).held()).contains("ahead of");
    }
}
