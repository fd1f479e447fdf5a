package dev.signalbox.hub.log;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static dev.signalbox.hub.log.Appends.any;
import static dev.signalbox.hub.log.Appends.event;
import static dev.signalbox.hub.log.Appends.expecting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Two hub nodes on one database. */
class PostgresNodesTest {
    private final String url = TestPostgres.sharedDatabase();
    private final String schema = TestPostgres.freshSchema();
    private final Vertx vertx = Vertx.vertx();
    private final Node a = new Node();
    private final Node b = new Node();

    private final class Node {
        private final List<RecordedEvent> committed = new CopyOnWriteArrayList<>();
        private final AtomicLong advanced = new AtomicLong();
        private PostgresDatabase database;
        private PostgresEventLog log;

        void open() {
            database = result(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), schema));
            log = result(PostgresEventLog.open("main", database, vertx, new TestClock(), AppendMeter.NONE));
            log.onCommit(committed::addAll);
            log.onGrowth(position -> advanced.accumulateAndGet(position, Math::max));
        }

        void close() {
            result(log.close());
            result(database.close());
        }
    }

    @BeforeEach
    void open_both() {
        a.open();
        b.open();
    }

    @AfterEach
    void close_both() {
        a.close();
        b.close();
        result(vertx.close());
    }

    @Test
    void they_agree_on_the_epoch() {
        assertThat(a.log.epoch()).isEqualTo(b.log.epoch());
    }

    @Test
    void appends_of_both_make_one_dense_log_with_one_chain() {
        int each = 300;
        List<Future<Appended>> appends = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            appends.add(a.log.append(any(event("s/shared"), event("s/a" + i % 5))));
            appends.add(b.log.append(any(event("s/shared"), event("s/b" + i % 5))));
        }
        result(Future.all(appends));

        List<RecordedEvent> events = all(b.log);
        assertThat(events)
                .extracting(RecordedEvent::position)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 4L * each).boxed().toList());
        assertThat(events.stream().filter(event -> event.stream().equals("s/shared")))
                .extracting(RecordedEvent::version)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 2L * each).boxed().toList());
        byte[] previous = HashChain.genesis();
        for (RecordedEvent event : events) {
            assertThat(new HashChain().verifies(previous, event)).isTrue();
            previous = event.hash();
        }
    }

    @Test
    void a_command_that_changed_nothing_on_one_is_known_on_the_other_also_when_both_have_it_at_once() {
        List<Future<Appended>> racing = IntStream.range(0, 100)
                .mapToObj(i -> (i % 2 == 0 ? a : b)
                        .log.append(Append.of(new RecordedReceipt("x", "s/1", i, Appends.digest("x")))))
                .toList();
        result(Future.all(racing));

        RecordedReceipt first = result(b.log.receipt("x")).orElseThrow();
        assertThat(racing.stream().map(Future::result).filter(answer -> !answer.duplicate()))
                .hasSize(1);
        assertThat(racing.stream().map(each -> each.result().receipt())).containsOnly(first);
    }

    @Test
    void each_tells_its_own_commits_in_order_and_hears_that_the_other_grew() {
        List<Future<Appended>> appends = IntStream.range(0, 200)
                .mapToObj(i -> (i % 2 == 0 ? a : b).log.append(any(event("s/" + i))))
                .toList();
        result(Future.all(appends));

        for (Node node : List.of(a, b)) {
            Eventually.until("the node knows the newest position", () -> node.advanced.get() == 200);
            assertThat(node.committed)
                    .extracting(RecordedEvent::position)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
        assertThat(a.committed).hasSize(100);
        assertThat(b.committed).hasSize(100);
        assertThat(a.committed)
                .extracting(RecordedEvent::id)
                .doesNotContainAnyElementsOf(
                        b.committed.stream().map(RecordedEvent::id).toList());
    }

    @Test
    void what_a_node_knows_of_a_stream_never_outlives_a_write_of_the_other() {
        for (int version = 0; version < 20; version += 2) {
            result(a.log.append(expecting(version, event("s/1"))));
            assertThat(failure(b.log.append(expecting(version, event("s/1"))))).isInstanceOf(VersionConflict.class);
            result(b.log.append(expecting(version + 1, event("s/1"))));
            assertThat(failure(a.log.append(expecting(version + 1, event("s/1")))))
                    .isInstanceOf(VersionConflict.class);
        }

        assertThat(all(a.log)).hasSize(20);
    }

    @Test
    void of_many_that_race_for_a_version_over_both_one_wins() {
        List<Future<Appended>> racing = IntStream.range(0, 60)
                .mapToObj(i -> (i % 2 == 0 ? a : b).log.append(expecting(0, event("s/1"))))
                .toList();
        result(Future.join(racing).otherwiseEmpty());

        assertThat(racing.stream().filter(Future::succeeded)).hasSize(1);
        assertThat(all(a.log)).hasSize(1);
    }

    @Test
    void a_command_repeated_on_the_other_node_gets_its_first_events() {
        Append append = any(event("s/1"));
        Appended first = result(a.log.append(append));

        Appended again = result(b.log.append(append));

        assertThat(again.duplicate()).isTrue();
        assertThat(again.events().get(0).hash()).isEqualTo(first.events().get(0).hash());
        assertThat(all(a.log)).hasSize(1);
    }

    @Test
    void a_reader_never_skips_events_whose_commit_is_slow() {
        TestPostgres.run(
                url,
                "CREATE FUNCTION " + schema + ".dawdle() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END'");
        TestPostgres.run(
                url,
                "CREATE TRIGGER dawdle BEFORE INSERT ON " + schema + ".events FOR EACH ROW"
                        + " WHEN (NEW.stream = 's/slow') EXECUTE FUNCTION " + schema + ".dawdle()");
        List<Future<Appended>> appends = new ArrayList<>();
        List<Long> seen = new ArrayList<>();

        for (int i = 0; i < 60; i++) {
            appends.add(a.log.append(any(event("s/slow"))));
            appends.add(b.log.append(any(event("s/fast"))));
            readOn(seen);
        }
        result(Future.all(appends));
        while (seen.size() < 120 && readOn(seen)) assertThat(seen).isNotEmpty();

        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 120).boxed().toList());
    }

    @Test
    void one_notification_a_commit_tells_the_newest_position() throws Exception {
        try (var listening = TestPostgres.connect(url)) {
            listening.createStatement().execute("LISTEN " + PostgresHeadWatch.channel(schema));

            result(a.log.append(any(event("s/1"), event("s/2"), event("s/3"))));

            var heard = listening.unwrap(PGConnection.class).getNotifications(10_000);
            assertThat(heard).hasSize(1);
            assertThat(heard[0].getParameter()).isEqualTo("3");
        }
    }

    @Test
    void growth_is_found_without_any_notification_and_after_the_watch_was_cut() {
        result(a.log.append(any(event("s/1"))));
        TestPostgres.run(
                url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'signalbox watch'"
                        + " AND datname = current_database()");

        TestPostgres.run(
                url,
                "INSERT INTO " + schema
                        + ".events SELECT 2, 's/1', 2, 'by-hand', type, actor, occurred_at, recorded_at,"
                        + " null, null, data, command_digest, hash FROM " + schema + ".events WHERE position = 1");

        Eventually.until("a found out", () -> a.advanced.get() == 2);
        Eventually.until("b found out", () -> b.advanced.get() == 2);
    }

    /** Reads one page behind what was seen; false when there was nothing. */
    private boolean readOn(List<Long> seen) {
        LogPage page = result(b.log.read(seen.size(), 1000, EventFilter.ALL));
        page.events().forEach(event -> seen.add(event.position()));
        return !page.events().isEmpty();
    }

    private static List<RecordedEvent> all(EventLog log) {
        return result(log.read(0, 5000, EventFilter.ALL)).events();
    }
}
