package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Threads of a hub that are busy for long, as on a machine that has much to do. */
class BusyThreadsTest {
    private static final String WATCH = "io.vertx.core.impl.BlockedThreadChecker";

    @Test
    void one_is_a_line_without_a_stack() throws Exception {
        Vertx vertx = Vertx.vertx(sooner(HubThreads.options()));
        CountDownLatch enough = new CountDownLatch(1);
        try (RecordedLog log = new RecordedLog()) {
            vertx.runOnContext(nothing -> awaitThat(enough));
            Eventually.until("it is told", () -> !log.of(WATCH).isEmpty());
            assertThat(log.of(WATCH)).allSatisfy(record -> assertThat(record.getThrown())
                    .as(record.getMessage())
                    .isNull());
        } finally {
            enough.countDown();
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_few_seconds_are_not_told() {
        VertxOptions options = HubThreads.options();

        assertThat(options.getMaxEventLoopExecuteTimeUnit().toSeconds(options.getMaxEventLoopExecuteTime()))
                .isEqualTo(10);
    }

    private static VertxOptions sooner(VertxOptions options) {
        return options.setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(20)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(20);
    }

    private static void awaitThat(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
