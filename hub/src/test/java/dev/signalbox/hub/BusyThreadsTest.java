package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Threads of a hub that are busy for long, as on a machine that has much to do. */
class BusyThreadsTest {
    @Test
    void one_is_a_line_without_a_stack() throws Exception {
        Logger watch = Logger.getLogger("io.vertx.core.impl.BlockedThreadChecker");
        Kept kept = new Kept();
        watch.addHandler(kept);
        Vertx vertx = Vertx.vertx(sooner(HubThreads.options()));
        CountDownLatch enough = new CountDownLatch(1);
        try {
            vertx.runOnContext(nothing -> awaitThat(enough));
            Eventually.until("it is told", () -> !kept.records.isEmpty());
        } finally {
            enough.countDown();
            watch.removeHandler(kept);
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
        assertThat(kept.records)
                .allSatisfy(record ->
                        assertThat(record.getThrown()).as(record.getMessage()).isNull());
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

    private static final class Kept extends Handler {
        private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
