package dev.signalbox.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Limits;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AppendQueueTest {
    private final AppendQueue queue = new AppendQueue();

    @Test
    void one_commit_takes_at_most_a_thousand_events_in_order() {
        List<Append> appends =
                IntStream.range(0, 5).mapToObj(i -> append(300, 1)).toList();
        appends.forEach(this::add);

        assertThat(drained()).containsExactlyElementsOf(appends.subList(0, 3));
        assertThat(drained()).containsExactlyElementsOf(appends.subList(3, 5));
        assertThat(drained()).isEmpty();
    }

    @Test
    void one_commit_takes_at_most_a_mebibyte() {
        add(append(1, Limits.COMMIT_BYTES_MAX - 1));
        add(append(1, 1));
        add(append(1, 1));

        assertThat(drained()).hasSize(2);
        assertThat(drained()).hasSize(1);
    }

    @Test
    void an_append_that_is_larger_than_a_commit_goes_alone() {
        add(append(2, Limits.COMMIT_BYTES_MAX));
        add(append(1, 1));

        assertThat(drained()).hasSize(1);
        assertThat(drained()).hasSize(1);
    }

    @Test
    void refuses_one_append_more_than_may_wait_and_takes_it_after_a_commit() {
        for (int i = 0; i < Limits.APPEND_QUEUE_MAX; i++)
            assertThat(add(append(1, 0)).failed()).isFalse();

        assertThat(add(append(1, 0)).cause()).isInstanceOf(Overloaded.class);

        queue.drain();
        assertThat(add(append(1, 0)).failed()).isFalse();
    }

    @Test
    void refuses_one_byte_more_than_may_wait() {
        int each = 1024 * 1024;
        for (int i = 0; i < Limits.APPEND_QUEUE_BYTES_MAX / each; i++) {
            assertThat(add(append(1, each)).failed()).isFalse();
        }

        assertThat(add(append(1, 1)).cause()).isInstanceOf(Overloaded.class);
    }

    @Test
    void after_close_it_refuses_but_keeps_what_waits() {
        add(append(1, 1));

        queue.close();

        assertThat(add(append(1, 1)).failed()).isTrue();
        assertThat(drained()).hasSize(1);
    }

    private Future<Appended> add(Append append) {
        return queue.add(append);
    }

    private List<Append> drained() {
        return queue.drain().stream().map(AppendQueue.Waiting::append).toList();
    }

    private static Append append(int events, int bytesEach) {
        List<NewEvent> list = IntStream.range(0, events)
                .mapToObj(i -> new NewEvent(
                        "s/1", Ids.next(), "t.x", "tester", Instant.EPOCH, null, null, new byte[bytesEach]))
                .toList();
        return new Append(list, Map.of(), new byte[Append.DIGEST_BYTES]);
    }
}
