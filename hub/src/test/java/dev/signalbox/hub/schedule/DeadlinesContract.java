package dev.signalbox.hub.schedule;

import static dev.signalbox.hub.TestNode.DAEMON;
import static dev.signalbox.hub.TestNode.JANE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Database.TableBytes;
import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.MemoryFollower;
import dev.signalbox.hub.notification.NotificationTable;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.question.QuestionTable;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.resource.Question;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines with a real store, on a clock that the test moves. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class DeadlinesContract {
    private static final Duration RECHECK = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final List<Runnable> stops = new ArrayList<>();
    private TestNode node;

    abstract TestNode open(Path folder, TestClock clock);

    @BeforeEach
    void open() {
        node = open(folder, clock);
    }

    @AfterEach
    void close() {
        stop();
        node.close();
    }

    @Test
    void a_question_ends_at_its_deadline_and_not_before() {
        keepTimers(clock, RECHECK);
        ask("{'prompt':'Which?','expiresIn':'4h'}");
        ask("{'prompt':'And?','expiresIn':'5h'}");

        clock.advance(Duration.ofHours(4).minusNanos(1_000));
        passSeveralRechecks();
        assertThat(node.types()).doesNotContain(EventTypes.QUESTION_EXPIRED);

        clock.advance(Duration.ofNanos(1_000));
        untilThereAre(1, EventTypes.QUESTION_EXPIRED);
        passSeveralRechecks();
        untilThereAre(1, EventTypes.QUESTION_EXPIRED);
    }

    @Test
    void a_default_is_given_by_the_hub_through_the_timer() {
        keepTimers(clock, RECHECK);
        String id = ask("{'kind':'approval','prompt':'Deploy?','expiresIn':'1h','onExpiry':'default',"
                + "'defaultValue':'decline'}");

        clock.advance(Duration.ofHours(1));
        untilThereAre(1, EventTypes.QUESTION_ANSWERED);

        var event = Await.result(node.log().readStream("question/" + id, 1, 10)).get(0);
        assertThat(event.actor()).isEqualTo("signalbox");
        assertThat(new String(event.data(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"source\":\"default\"", "\"via\":\"timer\"", "\"value\":\"decline\"");
    }

    @Test
    void a_notification_ends_acknowledged_or_not_and_a_repeat_moves_its_end() {
        keepTimers(clock, RECHECK);
        post("{'title':'a','expiresIn':'1h'}");
        post("{'title':'b','expiresIn':'1h','dedupKey':'b'}");
        clock.advance(Duration.ofMinutes(30));
        post("{'title':'b again','expiresIn':'1h','dedupKey':'b'}");

        clock.advance(Duration.ofMinutes(30));
        untilThereAre(1, EventTypes.NOTIFICATION_EXPIRED);
        passSeveralRechecks();
        untilThereAre(1, EventTypes.NOTIFICATION_EXPIRED);

        clock.advance(Duration.ofMinutes(30));
        untilThereAre(2, EventTypes.NOTIFICATION_EXPIRED);
    }

    @Test
    void what_is_settled_before_is_left_alone() {
        keepTimers(clock, RECHECK);
        String id = ask("{'prompt':'Which?','expiresIn':'1h'}");
        Await.result(node.send(JANE, "question.answer", id, "{'value':'x'}"));

        clock.advance(Duration.ofHours(2));
        passSeveralRechecks();

        assertThat(node.types()).containsExactly(EventTypes.QUESTION_ASKED, EventTypes.QUESTION_ANSWERED);
    }

    @Test
    void deadlines_that_passed_while_the_hub_was_down_are_met_at_its_start() {
        for (int i = 0; i < 250; i++) ask("{'prompt':'q" + i + "','expiresIn':'1h'}");
        node.close();
        clock.advance(Duration.ofDays(1));

        node = open(folder, clock);
        keepTimers(clock, RECHECK);

        untilThereAre(250, EventTypes.QUESTION_EXPIRED);
    }

    @Test
    void several_nodes_that_fire_together_write_once() {
        keepTimers(clock, RECHECK);
        keepTimers(clock, RECHECK);
        keepTimers(clock, RECHECK);
        for (int i = 0; i < 20; i++) ask("{'prompt':'q" + i + "','expiresIn':'1h'}");

        clock.advance(Duration.ofHours(1));
        untilThereAre(20, EventTypes.QUESTION_EXPIRED);
        passSeveralRechecks();
        untilThereAre(20, EventTypes.QUESTION_EXPIRED);
    }

    @Test
    void a_clock_that_is_set_back_delays_and_does_not_lose_the_deadline() {
        keepTimers(clock, RECHECK);
        ask("{'prompt':'Which?','expiresIn':'1h'}");
        clock.advance(Duration.ofHours(-10));
        passSeveralRechecks();
        assertThat(node.types()).doesNotContain(EventTypes.QUESTION_EXPIRED);

        clock.advance(Duration.ofHours(12));

        untilThereAre(1, EventTypes.QUESTION_EXPIRED);
    }

    @Test
    void a_nearer_deadline_wakes_a_timer_that_sleeps_long() {
        ask("{'prompt':'far','expiresIn':'10h'}");
        keepTimers(clock, Duration.ofHours(1));
        passSeveralRechecks();

        // It has passed when it is asked: only its event can wake the timer.
        ask("{'prompt':'near','expiresAt':'" + clock.instant().minusSeconds(1) + "'}");

        untilThereAre(1, EventTypes.QUESTION_EXPIRED);
    }

    @Test
    void a_store_in_trouble_is_asked_again() {
        Flaky flaky = new Flaky(node.database());
        keep(QuestionTable.QUESTIONS.rows(flaky), "question.expire", clock, RECHECK);
        ask("{'prompt':'Which?','expiresIn':'1h'}");

        clock.advance(Duration.ofHours(1));

        untilThereAre(1, EventTypes.QUESTION_EXPIRED);
        assertThat(flaky.failures).isEqualTo(0);
    }

    private void keepTimers(Clock on, Duration recheck) {
        keep(QuestionTable.QUESTIONS.rows(node.database()), "question.expire", on, recheck);
        keep(NotificationTable.NOTIFICATIONS.rows(node.database()), "notification.expire", on, recheck);
    }

    private void keep(FoldedRows<?> rows, String command, Clock on, Duration recheck) {
        Deadlines deadlines = new Deadlines(
                rows, command, node.projections(), node.commandsOf(on), on, node.watch(on), node.vertx(), recheck);
        MemoryFollower follower = node.follow(deadlines.events(), deadlines);
        deadlines.start();
        stops.add(() -> {
            follower.close();
            deadlines.close();
        });
    }

    private void stop() {
        stops.forEach(Runnable::run);
        stops.clear();
    }

    /** Real time in which a timer that is wrong would have fired. */
    private void passSeveralRechecks() {
        Await.result(node.vertx().timer(RECHECK.toMillis() * 5));
    }

    private void untilThereAre(int count, String type) {
        Eventually.assertThat(
                () -> assertThat(node.types()).filteredOn(type::equals).hasSize(count));
    }

    private String ask(String json) {
        return ((Question) Await.result(node.send(DAEMON, "question.ask", "", json))
                        .resource())
                .id();
    }

    private void post(String json) {
        Await.result(node.send(DAEMON, "notification.post", "", json));
    }

    /** Fails twice, then is well. */
    private static final class Flaky implements Database {
        private final Database database;
        private int failures = 2;

        Flaky(Database database) {
            this.database = database;
        }

        @Override
        public <T> Future<T> read(Function<Transaction, Future<T>> work) {
            if (failures > 0) {
                failures--;
                return Future.failedFuture(new IllegalStateException("the store is away"));
            }
            return database.read(work);
        }

        @Override
        public <T> Future<T> write(Function<Transaction, Future<T>> work) {
            return database.write(work);
        }

        @Override
        public Dialect dialect() {
            return database.dialect();
        }

        @Override
        public Future<Void> purge() {
            return database.purge();
        }

        @Override
        public Future<Long> bytes() {
            return database.bytes();
        }

        @Override
        public Future<List<TableBytes>> tableBytes() {
            return database.tableBytes();
        }

        @Override
        public Future<Void> close() {
            return database.close();
        }
    }
}
