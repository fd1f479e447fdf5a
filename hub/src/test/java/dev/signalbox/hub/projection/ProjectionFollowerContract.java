package dev.signalbox.hub.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.WrappedLog;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * What a projection promises on every engine: each event once, in order, with its checkpoint; also with two nodes and
 * rebuilds.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class ProjectionFollowerContract {
    private final List<ProjectionFollower> followers = new ArrayList<>();
    private Vertx vertx;
    private Node node;

    /** One hub node on the store of this test: the first call opens an empty store, later ones open the same again. */
    abstract Node open(Vertx on);

    /** What a node has of a log. */
    record Node(Database database, EventLog log) {
        LogTail tail(Vertx vertx) {
            return new LogTail(log, Await.result(log.head()), vertx);
        }
    }

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        node = open(vertx);
    }

    @AfterEach
    void stop() {
        followers.forEach(ProjectionFollower::close);
        Await.result(node.log().close());
        Await.result(node.database().close());
        Await.result(vertx.close());
    }

    @Test
    void applies_what_was_there_before_and_what_comes_after() {
        LogTail tail = node.tail(vertx);
        append(20);

        ProjectionFollower follower = started(new Tally("1"), node, tail);
        append(15);

        Await.result(follower.reached(35, Duration.ofSeconds(20)));
        assertThat(tally("tally")).isEqualTo(expected());
        assertThat(follower.lag()).isZero();
    }

    @Test
    void goes_on_from_its_checkpoint_after_a_restart_and_applies_nothing_twice() {
        LogTail tail = node.tail(vertx);
        append(10);
        ProjectionFollower before = started(new Tally("1"), node, tail);
        Await.result(before.reached(10, Duration.ofSeconds(20)));
        before.close();
        append(10);

        ProjectionFollower after = started(new Tally("1"), node, tail);

        Await.result(after.reached(20, Duration.ofSeconds(20)));
        assertThat(tally("tally")).isEqualTo(expected());
    }

    @Test
    void two_followers_of_one_projection_apply_every_event_once() {
        LogTail tail = node.tail(vertx);
        ProjectionFollower first = started(new Tally("1"), node, tail);
        ProjectionFollower second = started(new Tally("1"), node, tail);

        for (int i = 0; i < 40; i++) append(5);

        Await.result(first.reached(200, Duration.ofSeconds(30)));
        Await.result(second.reached(200, Duration.ofSeconds(30)));
        assertThat(tally("tally")).isEqualTo(expected());
    }

    @Test
    void a_rebuild_gives_the_same_rows_while_events_go_on() {
        LogTail tail = node.tail(vertx);
        append(300);
        ProjectionFollower follower = started(new Tally("1"), node, tail);
        Await.result(follower.reached(300, Duration.ofSeconds(20)));

        Future<Void> rebuild = follower.rebuild();
        int appended = 300;
        while (!rebuild.isComplete()) {
            append(5);
            appended += 5;
        }
        Await.result(rebuild);

        Await.result(follower.reached(appended, Duration.ofSeconds(20)));
        assertThat(tally("tally")).isEqualTo(expected());
        assertThat(checkpoints()).containsOnlyKeys("tally").containsValue((long) appended);
    }

    @Test
    void a_rebuild_repairs_rows_that_somebody_changed_behind_the_hubs_back() {
        LogTail tail = node.tail(vertx);
        append(30);
        ProjectionFollower follower = started(new Tally("1"), node, tail);
        Await.result(follower.reached(30, Duration.ofSeconds(20)));
        Await.result(node.database().write(tx -> tx.update("UPDATE tally SET events = 999")));
        assertThat(tally("tally")).isNotEqualTo(expected());

        Await.result(follower.rebuild());

        assertThat(tally("tally")).isEqualTo(expected());
    }

    @Test
    void a_table_that_somebody_took_away_is_built_anew_at_the_start() {
        LogTail tail = node.tail(vertx);
        append(30);
        ProjectionFollower before = started(new Tally("1"), node, tail);
        Await.result(before.reached(30, Duration.ofSeconds(20)));
        before.close();
        Await.result(node.database().write(tx -> tx.update("DROP TABLE tally")));

        ProjectionFollower after = started(new Tally("1"), node, tail);

        Await.result(after.reached(30, Duration.ofSeconds(20)));
        assertThat(tally("tally")).isEqualTo(expected());
    }

    @Test
    void a_changed_definition_builds_the_tables_anew_at_the_start() {
        LogTail tail = node.tail(vertx);
        append(30);
        ProjectionFollower old = started(new Tally("1"), node, tail);
        Await.result(old.reached(30, Duration.ofSeconds(20)));
        old.close();

        ProjectionFollower changed = started(new Tally("2"), node, tail);

        Await.result(changed.reached(30, Duration.ofSeconds(20)));
        assertThat(tally("tally")).isEqualTo(expected());
        assertThat(Await.result(node.database().read(tx -> tx.query("SELECT note FROM tally LIMIT 1")))
                        .get(0)
                        .text("note"))
                .isEqualTo("2");
    }

    @Test
    void takes_over_a_rebuild_that_a_killed_hub_left_behind() {
        LogTail tail = node.tail(vertx);
        append(30);
        ProjectionFollower follower = started(new Tally("1"), node, tail);
        Await.result(follower.reached(30, Duration.ofSeconds(20)));
        Await.result(node.database().write(tx -> tx.update("CREATE TABLE tally_dead (stream text)")));
        Await.result(node.database()
                .write(tx -> tx.update(
                        "INSERT INTO checkpoints (projection, shape, position) VALUES ('tally~rebuild', '_dead', 7)")));

        Await.result(follower.rebuild());

        assertThat(tally("tally")).isEqualTo(expected());
        assertThat(checkpoints()).containsOnlyKeys("tally");
        assertThat(Await.failure(node.database().read(tx -> tx.query("SELECT * FROM tally_dead"))))
                .isNotNull();
    }

    @Test
    void a_reader_that_waits_too_long_gets_an_end_and_is_forgotten() {
        LogTail tail = node.tail(vertx);
        ProjectionFollower follower = started(new Tally("1"), node, tail);

        Throwable late = Await.failure(follower.reached(1, Duration.ofMillis(20)));

        assertThat(late).isInstanceOf(TimeoutException.class);
    }

    @Test
    void says_what_is_wrong_while_the_store_fails_and_goes_on_when_it_does_not() {
        LogTail tail = node.tail(vertx);
        Tally broken = new Tally("1");
        broken.fails = true;
        ProjectionFollower follower = started(broken, node, tail);
        append(3);
        Eventually.until("it says so", () -> "cannot count".equals(follower.trouble()));
        assertThat(follower.position()).isZero();

        broken.fails = false;

        Await.result(follower.reached(3, Duration.ofSeconds(20)));
        assertThat(tally("tally")).isEqualTo(expected());
        assertThat(follower.trouble()).isNull();
    }

    @Test
    void stands_still_and_says_so_when_as_many_events_as_may_could_not_be_applied() {
        LogTail tail = node.tail(vertx);
        Tally broken = new Tally("1") {
            @Override
            public Work prepare(List<RecordedEvent> events) {
                throw new IllegalArgumentException("cannot count");
            }
        };
        Await.result(node.database()
                .write(tx -> tx.update("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        + (FoldProblems.PROBLEMS_MAX - 1) + ") INSERT INTO fold_problems SELECT 'tally', 1000 + i,"
                        + " 'tally/x', 'x', 'tally.counted', 'known', 0 FROM n")));
        ProjectionFollower follower = started(broken, node, tail);

        append(2);

        Eventually.until("it says so", () -> String.valueOf(follower.trouble())
                .contains(FoldProblems.PROBLEMS_MAX + " events could not be folded"));
        assertThat(follower.position()).isEqualTo(1);
    }

    @Test
    void a_read_waits_for_what_its_node_acknowledged_although_what_another_node_wrote_before_is_still_to_be_read() {
        Head before = Await.result(node.log().head());
        append(3);
        Promise<Void> gate = Promise.promise();
        LogTail tail = new LogTail(readableAfter(gate.future()), before, vertx);
        Projections projections = new Projections(tail);
        projections.add(started(new Tally("1"), node, tail));
        append(1);

        Future<Void> read = projections.caughtUp("tally", 0);

        assertThat(read.isComplete()).isFalse();
        gate.complete();
        Await.result(read);
        assertThat(tally("tally")).isEqualTo(expected());
    }

    private EventLog readableAfter(Future<Void> gate) {
        return new WrappedLog(node.log()) {
            @Override
            public Future<LogPage> read(long after, int limit, EventFilter filter) {
                return gate.compose(open -> super.read(after, limit, filter));
            }
        };
    }

    private ProjectionFollower started(Projection projection, Node on, LogTail tail) {
        ProjectionFollower follower = new ProjectionFollower(projection, on.database(), tail, vertx);
        followers.add(follower);
        Await.result(follower.start());
        return follower;
    }

    private void append(int events) {
        List<Future<?>> appends = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String id = Ids.next();
            byte[] data = "{}".getBytes(StandardCharsets.UTF_8);
            NewEvent event =
                    new NewEvent("tally/" + i % 7, id, "tally.counted", "test", Instant.now(), null, null, data);
            appends.add(node.log()
                    .append(new Append(
                            List.of(event),
                            Map.of("tally/" + i % 7, ExpectedVersion.ANY),
                            new byte[Append.DIGEST_BYTES])));
        }
        Await.result(Future.all(appends));
    }

    /** For each stream: how often it was counted, and its highest version; what the events themselves say. */
    private Map<String, String> expected() {
        return rows("SELECT stream, count(*) AS events, max(version) AS version FROM events GROUP BY stream");
    }

    private Map<String, String> tally(String table) {
        return rows("SELECT stream, events, version FROM " + table);
    }

    private Map<String, String> rows(String sql) {
        Map<String, String> found = new TreeMap<>();
        Await.result(node.database().read(tx -> tx.query(sql)))
                .forEach(row -> found.put(row.text("stream"), row.bigint("events") + "@" + row.bigint("version")));
        return found;
    }

    private Map<String, Long> checkpoints() {
        Map<String, Long> found = new TreeMap<>();
        Await.result(node.database().read(tx -> tx.query("SELECT projection, position FROM checkpoints")))
                .forEach(row -> found.put(row.text("projection"), row.bigint("position")));
        return found;
    }

    /** Counts the events of each stream: applying one twice, or leaving one out, shows. */
    private static class Tally implements Projection {
        private final String note;
        volatile boolean fails;

        Tally(String note) {
            this.note = note;
        }

        @Override
        public String name() {
            return "tally";
        }

        @Override
        public List<String> tables() {
            return List.of("tally");
        }

        @Override
        public List<String> definition() {
            return List.of(
                    "CREATE TABLE {tally} (stream text PRIMARY KEY, events bigint NOT NULL, version bigint NOT NULL,"
                            + " note text NOT NULL DEFAULT '" + note + "')",
                    "CREATE INDEX {tally}_events ON {tally} (events)");
        }

        @Override
        public List<String> eventTypes() {
            return List.of("tally.counted");
        }

        @Override
        public Work prepare(List<RecordedEvent> events) {
            return (tables, transaction) -> Future.all(events.stream()
                    .map(event -> apply(event, tables, transaction))
                    .toList());
        }

        private Future<?> apply(RecordedEvent event, Tables tables, Transaction transaction) {
            if (fails) return Future.failedFuture(new StoreUnavailable("cannot count", null));
            return transaction.update(
                    tables.sql("INSERT INTO {tally} (stream, events, version) VALUES ($1, 1, $2) ON CONFLICT (stream)"
                            + " DO UPDATE SET events = {tally}.events + 1, version = excluded.version"),
                    event.stream(),
                    event.version());
        }
    }
}
