package dev.signalbox.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps in memory what it reads, and fails at some of it. */
class MemoryFollowerTest {
    @Test
    void leaves_out_the_events_at_which_it_throws_and_goes_on(@TempDir Path folder) {
        Vertx vertx = Vertx.vertx();
        SqliteDatabase database = SqliteDatabase.open(folder.resolve("main.db"), Throwable::printStackTrace);
        EventLog log = Await.result(SqliteEventLog.open("main", database, Clock.systemUTC(), AppendMeter.NONE));
        append(log, 50);
        LogTail tail = new LogTail(log, Await.result(log.head()), vertx);
        Set<Long> taken = new ConcurrentSkipListSet<>();

        MemoryFollower follower = new MemoryFollower(
                        "a test",
                        tail,
                        EventFilter.ALL,
                        range -> {
                            for (RecordedEvent event : range.events()) take(event.position(), taken);
                            return Future.succeededFuture();
                        },
                        vertx)
                .start(0);
        append(log, 50);

        Eventually.until("it has all", () -> follower.position() == 100);
        Set<Long> expected =
                new TreeSet<>(LongStream.rangeClosed(1, 100).boxed().toList());
        expected.removeAll(List.of(7L, 33L, 77L));
        assertThat(taken).isEqualTo(expected);
        assertThat(follower.problems()).isEqualTo(3);
        follower.close();
        Await.result(log.close());
        Await.result(database.close());
        Await.result(vertx.close());
    }

    private static void take(long position, Set<Long> taken) {
        if (position == 7) throw new IllegalStateException("cannot");
        if (position == 33) throw new StackOverflowError();
        if (position == 77) throw new NoSuchMethodError("gone");
        taken.add(position);
    }

    private static void append(EventLog log, int events) {
        List<Future<?>> appends = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            NewEvent event = new NewEvent(
                    "thing/" + i % 3,
                    Ids.next(),
                    "thing.done",
                    "test",
                    Instant.EPOCH,
                    null,
                    null,
                    "{}".getBytes(StandardCharsets.UTF_8));
            appends.add(log.append(new Append(List.of(event), Map.of(), new byte[Append.DIGEST_BYTES])));
        }
        Await.result(Future.all(appends));
    }
}
