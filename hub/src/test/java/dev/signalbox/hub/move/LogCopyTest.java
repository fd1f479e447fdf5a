package dev.signalbox.hub.move;

import static dev.signalbox.hub.Await.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ForwardingLog;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.SqliteEventLog;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of so many pages that a chain of futures, one a page, would not fit on a stack. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LogCopyTest {
    private static final int PAGES = 12_000;
    private static final String EPOCH = "0badcafe";

    private final Vertx vertx = Vertx.vertx();
    private final TestClock clock = new TestClock();

    @TempDir
    private Path folder;

    private SqliteDatabase here;
    private SqliteDatabase there;

    @BeforeEach
    void open() {
        here = opened("here.db");
        there = opened("there.db");
    }

    private SqliteDatabase opened(String file) {
        SqliteDatabase database = SqliteDatabase.scratch(folder.resolve(file));
        result(database.write(transaction -> History.identify(transaction, EPOCH, clock.instant())));
        return database;
    }

    @AfterEach
    void close() {
        result(here.close());
        result(there.close());
        result(vertx.close());
    }

    @Test
    void a_log_of_many_pages_is_copied_and_read_back() {
        result(new History(here).add(chain(), List.of()));
        EventLog from = log(here);
        LogCopy copy = new LogCopy(from, new History(here), new History(there), vertx);
        AtomicLong heard = new AtomicLong();

        Head copied = result(copy.run(head -> heard.set(head.position())));

        assertThat(heard).hasValue(PAGES);
        assertThat(copied.cursor()).isEqualTo(result(from.head()).cursor());
        result(copy.compare(log(there), copied));
    }

    private EventLog log(SqliteDatabase database) {
        return new OneEventAPage(result(SqliteEventLog.open("main", database, clock, AppendMeter.NONE)));
    }

    private List<RecordedEvent> chain() {
        HashChain chain = new HashChain();
        List<RecordedEvent> events = new ArrayList<>();
        byte[] hash = HashChain.genesis();
        for (int at = 1; at <= PAGES; at++) {
            NewEvent event = new NewEvent(
                    "thing/1", Ids.next(), "thing.noted", "tester", clock.instant(), null, null, "{}".getBytes(UTF_8));
            events.add(chain.link(hash, at, at, event, clock.instant(), new byte[Append.DIGEST_BYTES]));
            hash = events.get(at - 1).hash();
        }
        return events;
    }

    private static final class OneEventAPage extends ForwardingLog {
        OneEventAPage(EventLog real) {
            super(real);
        }

        @Override
        public Future<LogPage> read(long after, int limit, EventFilter filter) {
            return real.read(after, 1, filter);
        }

        @Override
        public Future<Appended> append(Append append) {
            return real.append(append);
        }
    }
}
