package dev.signalbox.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.client.Commands;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.model.Child;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.model.TestClock;
import dev.signalbox.wire.InvalidInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskQueueTest {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final RetryPolicy THREE_TIMES = new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(15));

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private ReferenceHub hub;
    private Signalbox box;
    private TaskQueue tasks;

    @BeforeEach
    void start() throws Exception {
        hub = new ReferenceHub();
        box = open();
        tasks = box.local().tasks("work", THREE_TIMES);
    }

    @AfterEach
    void stop() {
        box.close();
        hub.close();
    }

    private Signalbox open() {
        return Signalbox.open(options -> options.url(hub.url())
                .store(folder.resolve("daemon.db"))
                .clock(clock)
                .pace(FastPace.PACE)
                .drain(Duration.ofSeconds(5)));
    }

    private Task claimed() {
        return tasks.claim(LEASE).orElseThrow();
    }

    @Test
    void gives_tasks_in_the_order_they_were_queued_each_to_one_worker() {
        tasks.enqueue("a", Map.of("n", 1));
        tasks.enqueue("b", Map.of("n", 2));

        Task first = claimed();
        Task second = claimed();

        assertThat(List.of(first.key(), second.key())).containsExactly("a", "b");
        assertThat(first.payload().path("n").asInt()).isEqualTo(1);
        assertThat(first.attempts()).isEqualTo(1);
        assertThat(tasks.claim(LEASE)).isEmpty();
    }

    @Test
    void a_key_is_queued_once_whatever_became_of_it() {
        tasks.enqueue("a", Map.of("n", 1));
        tasks.enqueue("a", Map.of("n", 1));
        tasks.complete(claimed());

        Task again = tasks.enqueue("a", Map.of("n", 1));

        assertThat(again.state()).isEqualTo(Task.State.DONE);
        assertThat(tasks.claim(LEASE)).isEmpty();
        assertThatThrownBy(() -> tasks.enqueue("a", Map.of("n", 2))).isInstanceOf(InvalidInput.class);
        assertThat(box.local().tasks("other").enqueue("a", Map.of("n", 2)).state())
                .isEqualTo(Task.State.WAITING);
    }

    @Test
    void the_effect_the_command_and_the_end_of_a_task_are_one() {
        box.local().update("CREATE TABLE result (n INTEGER)");
        tasks.enqueue("a", Map.of("n", 1));
        Task task = claimed();

        box.local().write(tx -> {
            tx.update("INSERT INTO result (n) VALUES (1)");
            tx.send(Commands.note("a", 1));
            tasks.complete(tx, task);
            box.local().executionLog().append(tx, "a", "done", Map.of("n", 1));
        });

        Eventually.passes(() -> assertThat(hub.numbers("note/a")).containsExactly(1));
        assertThat(box.local().query("SELECT n FROM result")).hasSize(1);
        assertThat(tasks.find("a").orElseThrow().state()).isEqualTo(Task.State.DONE);
        assertThat(box.local().executionLog().about("a", 0, 10)).singleElement().satisfies(done -> {
            assertThat(done.kind()).isEqualTo("done");
            assertThat(done.at()).isEqualTo(clock.instant());
        });
    }

    @Test
    void a_worker_that_is_too_late_changes_nothing() {
        box.local().update("CREATE TABLE result (n INTEGER)");
        tasks.enqueue("a", Map.of());
        Task slow = claimed();
        clock.advance(LEASE);
        Task fast = claimed();

        assertThatThrownBy(() -> box.local().write(tx -> {
                    tx.update("INSERT INTO result (n) VALUES (1)");
                    tx.send(Commands.note("a", 1));
                    tasks.complete(tx, slow);
                }))
                .isInstanceOf(ClaimLost.class);

        assertThat(fast.attempts()).isEqualTo(2);
        assertThat(box.local().query("SELECT n FROM result")).isEmpty();
        assertThat(box.outbox().pending()).isZero();
        assertThatThrownBy(() -> tasks.fail(slow, "late")).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> tasks.extend(slow, LEASE)).isInstanceOf(ClaimLost.class);
        tasks.complete(fast);
    }

    @Test
    void an_extended_lease_holds() {
        tasks.enqueue("a", Map.of());
        Task task = claimed();
        clock.advance(Duration.ofMinutes(4));
        tasks.extend(task, LEASE);
        clock.advance(Duration.ofMinutes(4));

        assertThat(tasks.claim(LEASE)).isEmpty();
        tasks.complete(task);
    }

    @Test
    void a_failing_task_rests_longer_each_time_and_dies_with_its_reason() {
        tasks.enqueue("a", Map.of());
        List<Duration> rests = new ArrayList<>();
        for (int attempt = 1; attempt < 3; attempt++) {
            assertThat(tasks.fail(claimed(), "no network")).isEqualTo(Task.State.WAITING);
            assertThat(tasks.claim(LEASE)).isEmpty();
            rests.add(Duration.between(
                    clock.instant(), tasks.find("a").orElseThrow().dueAt()));
            clock.advance(Duration.ofSeconds(15));
        }

        Task.State end = tasks.fail(claimed(), "no network still");

        assertThat(end).isEqualTo(Task.State.DEAD);
        assertThat(rests.get(0)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(rests.get(1)).isBetween(Duration.ofMillis(7_500), Duration.ofSeconds(15));
        assertThat(tasks.list(Task.State.DEAD, 10)).singleElement().satisfies(dead -> assertThat(dead.reason())
                .isEqualTo("no network still"));
        clock.advance(Duration.ofDays(1));
        assertThat(tasks.claim(LEASE)).isEmpty();
        tasks.revive("a");
        assertThat(claimed().attempts()).isEqualTo(1);
    }

    @Test
    void a_task_that_kills_its_workers_does_not_kill_them_for_ever() {
        tasks.enqueue("poison", Map.of());
        for (int worker = 0; worker < 3; worker++) {
            claimed();
            clock.advance(LEASE);
        }

        Optional<Task> fourth = tasks.claim(LEASE);

        assertThat(fourth).isEmpty();
        assertThat(tasks.find("poison").orElseThrow().reason()).contains("without a word in each of 3 attempts");
    }

    @Test
    void work_for_later_waits() {
        tasks.enqueue("later", Map.of(), clock.instant().plusSeconds(60));
        tasks.enqueue("now", Map.of());

        assertThat(claimed().key()).isEqualTo("now");
        assertThat(tasks.claim(LEASE)).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        assertThat(claimed().key()).isEqualTo("later");
    }

    @Test
    void a_clock_that_is_set_back_holds_no_task_for_ever_and_doubles_none() {
        tasks.enqueue("a", Map.of());
        Task dead = claimed();
        clock.advance(Duration.ofDays(-30));

        Task taken = claimed();

        assertThat(taken.key()).isEqualTo("a");
        assertThatThrownBy(() -> tasks.complete(dead)).isInstanceOf(ClaimLost.class);
        tasks.complete(taken);
        assertThat(tasks.claim(LEASE)).isEmpty();
    }

    @Test
    void what_ended_long_ago_can_be_forgotten() {
        tasks.enqueue("old", Map.of());
        tasks.complete(claimed());
        clock.advance(Duration.ofDays(10));
        tasks.enqueue("open", Map.of());

        assertThat(tasks.forget(Duration.ofDays(7))).isEqualTo(1);

        assertThat(tasks.find("old")).isEmpty();
        assertThat(tasks.find("open")).isPresent();
    }

    @Test
    void a_lease_has_its_limits() {
        assertThatThrownBy(() -> tasks.claim(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tasks.claim(TaskQueue.LEASE_MAX.plusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void two_processes_do_every_task_once_although_one_of_them_is_killed() throws Exception {
        int count = 200;
        IntStream.range(0, count).forEach(n -> tasks.enqueue("task " + n, Map.of("n", n)));
        String store = folder.resolve("daemon.db").toString();
        Child killed = Child.start(TaskWorker.class, folder, hub.url().toString(), store, "killed");
        Child other = Child.start(TaskWorker.class, folder, hub.url().toString(), store, "other");
        killed.awaitNumber(10);

        killed.kill();

        Eventually.that(
                "all are done",
                () -> tasks.list(Task.State.DONE, count).size() == count,
                () -> tasks.list(Task.State.WAITING, count).size() + " wait");
        other.kill();
        Eventually.passes(
                () -> assertThat(hub.numbers("note/work")).hasSize(count).doesNotHaveDuplicates());
        assertThat(box.local().query("SELECT n FROM result")).hasSize(count);
    }

    @Test
    void the_log_is_read_in_order_and_forgets_what_is_old() {
        ExecutionLog log = box.local().executionLog();
        for (int n = 0; n < 5; n++) log.append(n % 2 == 0 ? "even" : "odd", "step", Map.of("n", n));
        clock.advance(Duration.ofDays(2));
        log.append("even", "end", Map.of());

        List<Execution> first = log.all(0, 3);

        assertThat(first).extracting(done -> done.data().path("n").asInt()).containsExactly(0, 1, 2);
        assertThat(log.all(first.get(2).number(), 10)).hasSize(3);
        assertThat(log.about("even", 0, 10)).extracting(Execution::kind).containsExactly("step", "step", "step", "end");
        assertThat(log.newest(1)).singleElement().satisfies(last -> assertThat(last.kind())
                .isEqualTo("end"));
        assertThat(log.forget(Duration.ofDays(1))).isEqualTo(5);
        assertThat(log.all(0, 10)).hasSize(1);
    }
}
