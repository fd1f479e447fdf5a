package dev.signalbox.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.wire.Ids;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hand-over from history to live: where the admired systems lost events. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LogFollowerTest {
    private static final int TAIL_EVENTS = 50;

    @TempDir
    Path folder;

    private Vertx vertx;
    private Context onOneLoop;
    private SqliteDatabase database;
    private SqliteEventLog log;
    private LogTail tail;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        onOneLoop = vertx.getOrCreateContext();
        database = SqliteDatabase.open(folder.resolve("main.db"), Throwable::printStackTrace);
        log = Await.result(SqliteEventLog.open("main", database, Clock.systemUTC(), AppendMeter.NONE));
        tail = new LogTail(log, Await.result(log.head()), vertx, TAIL_EVENTS);
    }

    @AfterEach
    void close() {
        Await.result(log.close());
        Await.result(database.close());
        Await.result(vertx.close());
    }

    @Test
    void delivers_every_event_once_and_in_order_to_followers_that_start_at_any_moment_while_writers_append() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int events = 3_000;
        List<Recorder> recorders = new ArrayList<>();

        Future<?> writing = appendConcurrently(events, 8);
        while (recorders.size() < 40) {
            long enough = (long) events * recorders.size() / 40;
            Eventually.until(
                    "the log grows", () -> writing.isComplete() || tail.head().position() >= enough);
            long from = (long) (random.nextDouble() * tail.head().position());
            EventFilter filter = random.nextBoolean() ? EventFilter.ALL : EventFilter.types(List.of("question.*"));
            recorders.add(new Recorder(from, filter));
        }
        Await.result(writing);

        List<RecordedEvent> all =
                Await.result(log.read(0, 5_000, EventFilter.ALL)).events();
        assertThat(all).hasSize(events);
        for (Recorder recorder : recorders) {
            Eventually.until("the follower reaches the head", () -> recorder.to == events);
            assertThat(recorder.positions())
                    .as("seed %d, from %d", seed, recorder.from)
                    .isEqualTo(recorder.expectedOf(all));
        }
    }

    @Test
    void reads_the_store_again_when_it_falls_behind_the_tail() {
        Promise<Void> gate = Promise.promise();
        Recorder slow = new Recorder(0, EventFilter.ALL, gate.future());

        Await.result(appendConcurrently(10 * TAIL_EVENTS, 4));
        gate.complete();

        Eventually.until("the slow follower reaches the head", () -> slow.to == 10 * TAIL_EVENTS);
        assertThat(slow.positions()).hasSize(10 * TAIL_EVENTS).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void moves_the_end_of_the_range_although_nothing_matches() {
        Recorder recorder = new Recorder(0, EventFilter.types(List.of("nothing.*")));

        Await.result(appendConcurrently(300, 2));

        Eventually.until("the range moves", () -> recorder.to == 300);
        assertThat(recorder.positions()).isEmpty();
    }

    @Test
    void hears_of_events_that_only_a_hint_announced_as_from_another_node() {
        Await.result(appendConcurrently(1, 1));
        SqliteEventLog otherNode =
                Await.result(SqliteEventLog.open("main", database, Clock.systemUTC(), AppendMeter.NONE));
        Recorder recorder = new Recorder(0, EventFilter.ALL);

        for (int i = 0; i < 3 * TAIL_EVENTS; i++) Await.result(otherNode.append(event()));
        tail.advanced(1 + 3 * TAIL_EVENTS);

        Eventually.until("the follower hears", () -> recorder.to == 1 + 3 * TAIL_EVENTS);
        assertThat(recorder.positions()).hasSize(1 + 3 * TAIL_EVENTS).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void interleaves_own_commits_and_those_of_another_node_without_gap() {
        SqliteEventLog otherNode =
                Await.result(SqliteEventLog.open("main", database, Clock.systemUTC(), AppendMeter.NONE));
        Recorder recorder = new Recorder(0, EventFilter.ALL);

        for (int i = 0; i < 100; i++) {
            Await.result(otherNode.append(event()));
            if (i % 3 == 0) Await.result(log.append(event()));
        }
        tail.advanced(134);

        Eventually.until("the follower hears of all", () -> recorder.to == 134);
        assertThat(recorder.positions()).hasSize(134).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void ends_with_the_failure_of_its_sink_and_delivers_nothing_more() {
        Await.result(appendConcurrently(10, 1));
        RuntimeException full = new IllegalStateException("full");
        LogFollower follower = new LogFollower(
                        tail, 0, EventFilter.ALL, range -> Future.failedFuture(full), vertx.getOrCreateContext())
                .start();

        assertThat(Await.failure(follower.closed())).isSameAs(full);
    }

    @Test
    void a_sink_that_throws_ends_its_own_follower_and_nobody_elses() {
        List<Recorder> recorders = new ArrayList<>();
        LogFollower thrower = new LogFollower(
                        tail,
                        0,
                        EventFilter.ALL,
                        range -> {
                            throw new IllegalStateException("a bug in a sink");
                        },
                        onOneLoop)
                .start();
        for (int i = 0; i < 4; i++) recorders.add(new Recorder(0, EventFilter.ALL));

        Await.result(appendConcurrently(20, 2));

        assertThat(Await.failure(thrower.closed())).hasMessage("a bug in a sink");
        for (Recorder recorder : recorders) Eventually.until("the others go on", () -> recorder.to == 20);
    }

    @Test
    void delivers_nothing_after_it_was_closed() {
        Recorder recorder = new Recorder(0, EventFilter.ALL);
        Await.result(appendConcurrently(5, 1));
        Eventually.until("the first are there", () -> recorder.to == 5);

        recorder.follower.close();
        Await.result(recorder.follower.closed());
        Await.result(appendConcurrently(5, 1));

        assertThat(recorder.positions()).hasSize(5);
    }

    private Future<?> appendConcurrently(int events, int writers) {
        List<Future<?>> chains = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            int share = events / writers + (i < events % writers ? 1 : 0);
            chains.add(appendOneByOne(share));
        }
        return Future.all(chains);
    }

    private Future<Void> appendOneByOne(int left) {
        return left == 0 ? Future.succeededFuture() : log.append(event()).compose(appended -> appendOneByOne(left - 1));
    }

    private static Append event() {
        String id = Ids.next();
        String family = id.charAt(id.length() - 1) % 2 == 0 ? "question" : "notification";
        String stream = family + "/" + id;
        byte[] data = "{}".getBytes(StandardCharsets.UTF_8);
        return new Append(
                List.of(new NewEvent(stream, id, family + ".made", "test", Instant.now(), null, null, data)),
                Map.of(stream, ExpectedVersion.NO_STREAM),
                new byte[Append.DIGEST_BYTES]);
    }

    /** A sink that writes down what it gets and refuses a range that does not begin where the last ended. */
    private final class Recorder {
        final long from;
        final EventFilter filter;
        final LogFollower follower;
        final List<RecordedEvent> events = Collections.synchronizedList(new ArrayList<>());
        volatile long to;

        Recorder(long from, EventFilter filter) {
            this(from, filter, Future.succeededFuture());
        }

        Recorder(long from, EventFilter filter, Future<Void> gate) {
            this.from = from;
            this.filter = filter;
            this.to = from;
            this.follower = new LogFollower(tail, from, filter, range -> deliver(range, gate), onOneLoop).start();
        }

        Future<Void> deliver(LogPage range, Future<Void> gate) {
            if (range.from() != to) return Future.failedFuture("a range from " + range.from() + " at " + to);
            events.addAll(range.events());
            to = range.to().position();
            return gate;
        }

        List<Long> positions() {
            synchronized (events) {
                return events.stream().map(RecordedEvent::position).toList();
            }
        }

        List<Long> expectedOf(List<RecordedEvent> all) {
            return all.stream()
                    .filter(event -> event.position() > from && filter.matches(event))
                    .map(RecordedEvent::position)
                    .toList();
        }
    }
}
