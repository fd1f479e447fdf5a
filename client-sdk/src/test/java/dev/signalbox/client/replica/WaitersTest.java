package dev.signalbox.client.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private final List<Runnable> tasks = new ArrayList<>();
    private final Waiters waiters = new Waiters(tasks::add);

    @Test
    void tells_those_that_the_copy_has_come_to_and_no_others() {
        var third = waiters.add(3);
        var first = waiters.add(1);
        var second = waiters.add(2);

        waiters.reached(2);
        tasks.forEach(Runnable::run);

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(third).isNotDone();
    }

    @Test
    void tells_each_once_however_often_the_copy_moves_before_the_telling_has_run() {
        List<?> waiting = IntStream.range(0, 100).mapToObj(i -> waiters.add(1)).toList();

        for (int position = 1; position <= 100; position++) waiters.reached(position);

        assertThat(tasks).hasSameSizeAs(waiting);
        assertThat(waiters.isEmpty()).isTrue();
    }

    @Test
    void tells_nobody_on_the_thread_that_moves_the_copy() {
        var waiter = waiters.add(1);

        waiters.reached(1);

        assertThat(waiter).isNotDone();
    }

    @Test
    void forgets_one_that_waits_no_longer() {
        waiters.add(1).cancel(false);

        waiters.reached(1);

        assertThat(tasks).isEmpty();
    }

    @Test
    void fails_those_that_wait_and_those_that_come_after_the_end() {
        var before = waiters.add(1);

        waiters.fail(new CancellationException("closed"));

        assertThat(before).isCancelled();
        assertThat(waiters.add(1)).isCancelled();
    }
}
