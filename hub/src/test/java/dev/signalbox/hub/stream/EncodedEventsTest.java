package dev.signalbox.hub.stream;

import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.SqliteEventLog;
import dev.signalbox.wire.Ids;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodedEventsTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private SqliteDatabase database;
    private SqliteEventLog log;
    private LogTail tail;
    private RecordedEvent before;
    private EncodedEvents forms;

    @BeforeEach
    void open_a_log_with_one_event_and_follow_it() {
        database = SqliteDatabase.open(folder.resolve("main.db"), Throwable::printStackTrace);
        log = result(SqliteEventLog.open("main", database, Clock.systemUTC(), AppendMeter.NONE));
        before = append();
        tail = new LogTail(log, result(log.head()), vertx);
        forms = new EncodedEvents(new Encoding("main", log.epoch()), tail);
    }

    @AfterEach
    void close() {
        result(log.close());
        result(database.close());
        result(vertx.close());
    }

    @Test
    void an_event_at_hand_is_encoded_once_for_all() {
        RecordedEvent event = append();

        assertThat(forms.of(event)).isSameAs(forms.of(event));
        assertThat(forms.of(event).event()).isSameAs(event);
    }

    @Test
    void an_event_that_was_read_again_has_a_form_of_its_own() {
        RecordedEvent event = append();
        EncodedEvent first = forms.of(event);
        RecordedEvent again = result(log.at(event.position())).orElseThrow();

        assertThat(forms.of(again)).isNotSameAs(first);
        assertThat(forms.of(again).event()).isSameAs(again);
    }

    @Test
    void nothing_is_kept_of_what_the_tail_never_had_or_has_dropped() {
        RecordedEvent event = append();
        EncodedEvent first = forms.of(event);

        tail.drop();

        assertThat(forms.of(event)).isNotSameAs(first).isNotSameAs(forms.of(event));
        assertThat(forms.of(before)).isNotSameAs(forms.of(before));
        RecordedEvent next = append();
        assertThat(forms.of(next)).isSameAs(forms.of(next));
    }

    private RecordedEvent append() {
        NewEvent event = new NewEvent(
                "s/1",
                Ids.next(),
                "test.happened",
                "tester",
                Instant.parse("2026-11-21T08:00:00Z"),
                null,
                null,
                "{}".getBytes(StandardCharsets.UTF_8));
        return result(log.append(new Append(List.of(event), Map.of(), new byte[Append.DIGEST_BYTES])))
                .events()
                .get(0);
    }
}
