package dev.signalbox.hub.log;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static dev.signalbox.hub.log.Appends.any;
import static dev.signalbox.hub.log.Appends.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.DatabaseUrl.TlsMode;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.log.CommitCutter.Next;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may go wrong between a hub and its PostgreSQL. */
class PostgresTroubleTest {
    /** More than a busy server needs for a new connection and a commit. */
    private static final Duration SETTLE_MAX = Duration.ofSeconds(30);

    private final String url = TestPostgres.sharedDatabase();
    private final String schema = TestPostgres.freshSchema();
    private final Vertx vertx = Vertx.vertx();
    private final List<RecordedEvent> committed = new CopyOnWriteArrayList<>();
    private CommitCutter cutter;
    private PostgresDatabase database;
    private PostgresEventLog log;

    @BeforeEach
    void open_through_the_cutter() throws Exception {
        DatabaseUrl direct = DatabaseUrl.parse(url);
        cutter = new CommitCutter(direct.host(), direct.port());
        DatabaseUrl cut = new DatabaseUrl(
                "localhost",
                cutter.port(),
                direct.database(),
                direct.user(),
                direct.password(),
                TlsMode.DISABLE,
                null,
                4);
        database = result(PostgresDatabase.open(vertx, cut, schema));
        openLog(SETTLE_MAX);
    }

    private void openLog(Duration settleMax) {
        log = result(PostgresEventLog.open("main", database, vertx, new TestClock(), AppendMeter.NONE, settleMax));
        log.onCommit(committed::addAll);
    }

    @AfterEach
    void close() throws Exception {
        cutter.down(false);
        result(log.close());
        result(database.close());
        cutter.close();
        result(vertx.close());
    }

    @Test
    void a_commit_whose_answer_was_lost_is_found_and_counts_once() {
        cutter.atNextCommit(Next.LOSES_ITS_ANSWER);

        Appended answer = result(log.append(any(event("s/1"), event("s/2"))));

        assertThat(cutter.cuts()).isEqualTo(1);
        assertThat(answer.duplicate()).isFalse();
        assertThat(answer.events()).extracting(RecordedEvent::position).containsExactly(1L, 2L);
        assertThat(positions()).containsExactly(1L, 2L);
        assertThat(committed).extracting(RecordedEvent::position).containsExactly(1L, 2L);
    }

    @Test
    void a_commit_that_was_lost_is_made_again_and_counts_once() {
        cutter.atNextCommit(Next.IS_LOST);

        Appended answer = result(log.append(any(event("s/1"), event("s/2"))));

        assertThat(cutter.cuts()).isEqualTo(1);
        assertThat(answer.duplicate()).isFalse();
        assertThat(positions()).containsExactly(1L, 2L);
        assertThat(committed).extracting(RecordedEvent::position).containsExactly(1L, 2L);
    }

    @Test
    void cuts_under_load_neither_lose_nor_double_what_was_acknowledged() {
        List<Future<Appended>> appends = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            cutter.atNextCommit(round % 2 == 0 ? Next.LOSES_ITS_ANSWER : Next.IS_LOST);
            int upTo = round + 1;
            for (int i = 0; i < 20; i++) appends.add(log.append(any(event("s/" + i))));
            Eventually.until("the cut was made", () -> cutter.cuts() == upTo);
        }
        result(Future.all(appends));

        assertThat(positions())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 400).boxed().toList());
        assertThat(committed)
                .extracting(RecordedEvent::position)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 400).boxed().toList());
        assertThat(appends)
                .allSatisfy(append -> assertThat(append.result().duplicate()).isFalse());
    }

    @Test
    void a_backend_that_is_terminated_while_it_waits_for_the_lock_costs_only_time() throws Exception {
        Future<Appended> append;
        try (Connection holder = TestPostgres.connect(url)) {
            holder.createStatement().execute("SELECT pg_advisory_lock(" + PostgresCommit.lockKey(schema) + ")");
            append = log.append(any(event("s/1")));
            String waiting = "FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())";
            Eventually.until("the appender waits for the lock", () -> !TestPostgres.query(url, "SELECT pid " + waiting)
                    .isEmpty());
            TestPostgres.run(url, "SELECT pg_terminate_backend(pid) " + waiting);
        }

        assertThat(result(append).duplicate()).isFalse();
        assertThat(positions()).containsExactly(1L);
    }

    @Test
    void a_store_that_stays_away_is_told_and_taken_up_again_when_it_is_back() throws Exception {
        result(log.close());
        openLog(Duration.ofSeconds(2));
        result(log.append(any(event("s/1"))));
        Append append = any(event("s/2"));
        cutter.down(true);

        assertThat(failure(log.append(append)))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("same ids");
        assertThat(failure(log.head())).isInstanceOf(StoreUnavailable.class);

        cutter.down(false);
        Eventually.until("reads work again", () -> result(log.head().map(true).otherwise(false)));
        assertThat(result(log.append(append)).duplicate()).isFalse();
        assertThat(positions()).containsExactly(1L, 2L);
    }

    @Test
    void closing_while_the_store_is_away_ends_what_waits() throws Exception {
        result(log.append(any(event("s/1"))));
        cutter.down(true);
        List<Future<Appended>> waiting = IntStream.range(0, 2_500)
                .mapToObj(i -> log.append(any(event("s/2"))))
                .toList();

        result(log.close());

        assertThat(waiting).allMatch(Future::failed);
        assertThat(waiting.stream().map(Future::cause)).hasOnlyElementsOfType(StoreUnavailable.class);
    }

    @Test
    void a_full_disk_refuses_the_batch_and_keeps_the_log_readable() {
        result(log.append(any(event("s/1"))));
        onInsert(
                "full",
                "RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file: No space left on device'");

        assertThat(failure(log.append(any(event("s/1"))))).isInstanceOf(StorageFull.class);
        assertThat(positions()).containsExactly(1L);

        TestPostgres.run(url, "DROP TRIGGER full_it ON " + schema + ".events");
        result(log.append(any(event("s/1"))));
        assertThat(positions()).containsExactly(1L, 2L);
    }

    @Test
    void a_row_that_somebody_wrote_around_the_lock_is_survived() {
        TestPostgres.run(url, "CREATE SEQUENCE " + schema + ".tries");
        onInsert(
                "clash",
                "IF nextval('" + schema
                        + ".tries') <= 2 THEN RAISE EXCEPTION USING ERRCODE = '23505'; END IF; RETURN NEW");

        Appended answer = result(log.append(any(event("s/1"))));

        assertThat(answer.events()).extracting(RecordedEvent::position).containsExactly(1L);
        assertThat(positions()).containsExactly(1L);
    }

    @Test
    void an_append_that_the_store_cannot_keep_does_not_harm_its_neighbours() throws Exception {
        onInsert("strange", "IF NEW.stream = 's/3' THEN RAISE EXCEPTION USING ERRCODE = '22021'; END IF; RETURN NEW");
        List<Future<Appended>> together;
        try (Connection holder = TestPostgres.connect(url)) {
            holder.createStatement().execute("SELECT pg_advisory_lock(" + PostgresCommit.lockKey(schema) + ")");
            together = IntStream.range(0, 5)
                    .mapToObj(i -> log.append(any(event("s/" + i))))
                    .toList();
        }
        result(Future.join(together).otherwiseEmpty());

        assertThat(together.stream().map(Future::succeeded)).containsExactly(true, true, true, false, true);
        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_filtered_read_looks_at_a_bounded_number_of_positions() {
        result(log.append(any(event("s/1"))));
        TestPostgres.run(
                url,
                "INSERT INTO " + schema
                        + ".events SELECT n, 's/1', n, 'id-' || n, 'test.happened', 'tester', 0, 0, null, null,"
                        + " '{}', '\\x00', decode(lpad(to_hex(n), 64, '0'), 'hex') FROM generate_series(2, 50010) AS n");
        EventFilter rare = EventFilter.types(List.of("test.rare"));

        LogPage first = result(log.read(0, 10, rare));
        LogPage second = result(log.read(first.to().position(), 10, rare));

        assertThat(first.to().position()).isEqualTo(50_000);
        assertThat(first.to().hashPrefix()).isEqualTo("00000000");
        assertThat(first.reachesHead()).isFalse();
        assertThat(second.to().position()).isEqualTo(50_010);
        assertThat(second.reachesHead()).isTrue();
        assertThat(second.events()).isEmpty();
    }

    @Test
    void the_look_ups_of_an_append_go_by_key_in_a_large_log() {
        TestPostgres.run(
                url,
                "INSERT INTO " + schema
                        + ".events SELECT n, 's/' || n % 1000, n / 1000 + 1, 'id-' || n, 'test.happened', 'tester',"
                        + " 0, 0, null, null, '{}', '\\x00', '\\x00' FROM generate_series(1, 20000) AS n");

        for (String sql : List.of(PostgresCommit.KNOWN, PostgresCommit.VERSIONS)) {
            String plan = String.join("\n", explained(sql.replace("$1", "'{id-5,id-7,s/5,s/6}'")));
            assertThat(plan).contains("Index").doesNotContain("Seq Scan");
        }
    }

    /** As it is after a restore. */
    @Test
    void a_page_of_what_the_server_has_no_statistics_of_goes_by_key() {
        for (String table : List.of("events", "receipts")) {
            TestPostgres.run(url, "ALTER TABLE " + schema + "." + table + " SET (autovacuum_enabled = off)");
        }
        TestPostgres.run(
                url,
                "INSERT INTO " + schema
                        + ".events SELECT n, 's/' || n, 1, 'id-' || n, 'test.happened', 'tester',"
                        + " 0, 0, null, null, convert_to(repeat('x', 300), 'UTF8'), '\\x00', '\\x00' FROM generate_series(1, 20000) AS n");
        TestPostgres.run(
                url,
                "INSERT INTO " + schema + ".receipts (number, id, stream, version, command_digest)"
                        + " SELECT n, 'id-' || n, 'notification/' || n, 1, '\\x00' FROM generate_series(1, 20000) AS n");

        for (String sql : List.of(PostgresEventLog.ALL, History.RECEIPTS)) {
            String plan = String.join("\n", explained(sql.replace("$1", "5").replace("$2", "1000")));
            assertThat(plan).contains("Index Scan").doesNotContain("Sort");
        }
    }

    private List<String> explained(String sql) {
        return TestPostgres.query(
                url + "&pool_max_conns=1",
                "EXPLAIN " + sql.replaceAll("FROM (events|receipts)", "FROM " + schema + ".$1"));
    }

    private void onInsert(String name, String body) {
        TestPostgres.run(
                url,
                "CREATE FUNCTION " + schema + "." + name + "() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
                        + body.replace("'", "''") + "; END'");
        TestPostgres.run(
                url,
                "CREATE TRIGGER " + name + "_it BEFORE INSERT ON " + schema + ".events FOR EACH ROW EXECUTE FUNCTION "
                        + schema + "." + name + "()");
    }

    private List<Long> positions() {
        return result(log.read(0, 5000, EventFilter.ALL)).events().stream()
                .map(RecordedEvent::position)
                .toList();
    }
}
