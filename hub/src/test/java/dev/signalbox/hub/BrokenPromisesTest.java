package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.history.Admin;
import dev.signalbox.hub.history.Finding.Kind;
import dev.signalbox.hub.history.Store;
import dev.signalbox.hub.history.Trial;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.VersionConflict;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the trials that hubs must pass would notice: the same trial, against hubs that each break one promise on
 * purpose. A hub that breaks none passes, so what is found is the fault.
 */
class BrokenPromisesTest {
    private static final int WRITERS = 4;
    private static final int ACKNOWLEDGED = 80;

    @TempDir
    Path data;

    @Test
    void a_hub_that_keeps_them_passes() {
        assertThat(foundIn(log -> log)).isEmpty();
    }

    @Test
    void a_reader_that_leaves_out_the_first_event_of_a_range_is_noticed() {
        assertThat(foundIn(log -> new ReadingLog(log) {
                    @Override
                    List<RecordedEvent> shown(List<RecordedEvent> events) {
                        return events.size() < 2 ? events : events.subList(1, events.size());
                    }
                }))
                .contains(Kind.SKIPPED);
    }

    @Test
    void a_reader_that_begins_a_range_one_too_early_is_noticed() {
        assertThat(foundIn(log -> new ReadingLog(log) {
                    @Override
                    List<RecordedEvent> shown(List<RecordedEvent> events) {
                        List<RecordedEvent> twice = new ArrayList<>(events);
                        if (!events.isEmpty()) twice.add(0, events.get(0));
                        return twice;
                    }
                }))
                .contains(Kind.REPEATED);
    }

    @Test
    void a_stream_that_forgets_what_a_role_may_see_is_noticed() {
        assertThat(foundIn(log -> new WrappedLog(log) {
                    @Override
                    public Future<LogPage> read(long after, int limit, EventFilter filter) {
                        return real.read(after, limit, new EventFilter(filter.types(), filter.stream(), null));
                    }
                }))
                .contains(Kind.FORBIDDEN);
    }

    @Test
    void a_log_that_forgets_the_ids_of_commands_is_noticed() {
        assertThat(foundIn(log -> new WrappedLog(log) {
                    @Override
                    public Future<Appended> append(Append append) {
                        if (append.events().size() > 1 || !WrappedLog.makesSomething(append))
                            return real.append(append);
                        return real.byId(append.commandId())
                                .compose(known -> real.append(known.isEmpty() ? append : another(append)));
                    }
                }))
                .contains(Kind.UNASKED, Kind.REPEAT_DIFFERS);
    }

    @Test
    void a_log_that_ignores_the_expected_version_is_noticed() {
        Vertx vertx = Vertx.vertx();
        AtomicInteger ignored = new AtomicInteger();
        UnaryOperator<EventLog> fault = log -> new WrappedLog(log) {
            @Override
            public Future<Appended> append(Append append) {
                // Slow where a version is expected, so that commands which race for one do meet.
                boolean races = append.expected().values().stream().anyMatch(expected -> expected.version() > 0);
                return vertx.timer(races ? 200 : 1, TimeUnit.MILLISECONDS)
                        .compose(later -> real.append(append))
                        .recover(refused -> {
                            if (!(refused instanceof VersionConflict)) return Future.failedFuture(refused);
                            if (isAnsweredOrClosed(append)) ignored.incrementAndGet();
                            return real.append(new Append(
                                    append.events(), Map.of(), null, append.commandDigest(), append.receipt()));
                        });
            }
        };

        assertThat(foundIn(fault, () -> ignored.get() > 0)).containsAnyOf(Kind.TWO_WINNERS, Kind.VERSION_IGNORED);
        Await.result(vertx.close());
    }

    private static boolean isAnsweredOrClosed(Append append) {
        return append.events().stream()
                .map(NewEvent::type)
                .anyMatch(Set.of("question.answered", "notification.acknowledged", "notification.resolved")::contains);
    }

    @Test
    void a_log_that_drops_what_it_acknowledged_is_noticed() {
        AtomicInteger count = new AtomicInteger();
        assertThat(foundIn(log -> new WrappedLog(log) {
                    @Override
                    public Future<Appended> append(Append append) {
                        boolean drops = append.receipt() == null && count.incrementAndGet() % 20 == 0;
                        return drops
                                ? real.head().map(head -> pretended(append, head.position()))
                                : real.append(append);
                    }
                }))
                .contains(Kind.LOST);
    }

    /** Load, a restart so that subscribers must read history from the store, some cuts, then the checks. */
    private Set<Kind> foundIn(UnaryOperator<EventLog> fault) {
        return foundIn(fault, () -> true);
    }

    /** @param broken whether the promise has been broken */
    private Set<Kind> foundIn(UnaryOperator<EventLog> fault, BooleanSupplier broken) {
        HubConfig config = HubConfig.embedded(data, 0);
        try (TestHub hub = TestHub.start(config, Clock.systemUTC(), WrappedLog.engine(fault))) {
            Trial.Keys keys = Trial.Keys.make(new Admin(hub::url, hub.key("admin")), WRITERS);
            try (Trial trial =
                    Trial.ofOne(hub::url, keys, Store.sqlite(data), 4711).startWriters()) {
                Eventually.until("there is a history", () -> trial.acknowledged() > ACKNOWLEDGED);
                hub.restart();
                trial.startSubscribers();
                Eventually.until("there is more", () -> trial.acknowledged() > 2 * ACKNOWLEDGED);
                trial.cutSubscribers();
                Eventually.until("there is still more", () -> trial.acknowledged() > 3 * ACKNOWLEDGED);
                Eventually.until("the promise is broken", broken);
                return trial.finish().stream().map(finding -> finding.kind()).collect(Collectors.toSet());
            }
        }
    }

    /** The same wish for another thing. */
    private static Append another(Append append) {
        List<NewEvent> renamed = append.events().stream()
                .map(event -> new NewEvent(
                        Event.categoryOf(event.stream()) + "/" + Ids.next(),
                        Ids.next(),
                        event.type(),
                        event.actor(),
                        event.occurredAt(),
                        event.correlationId(),
                        event.causationId(),
                        event.data()))
                .toList();
        return new Append(renamed, Map.of(), append.commandDigest());
    }

    private static Appended pretended(Append append, long head) {
        NewEvent event = append.events().get(0);
        return new Appended(
                List.of(new RecordedEvent(
                        head + 1,
                        event.stream(),
                        1,
                        event.id(),
                        event.type(),
                        event.actor(),
                        event.occurredAt(),
                        event.occurredAt(),
                        null,
                        null,
                        event.data(),
                        append.commandDigest(),
                        new byte[32])),
                false);
    }

    /** Shows subscribers something else than what is in the log; tables get the truth. */
    private abstract static class ReadingLog extends WrappedLog {
        ReadingLog(EventLog real) {
            super(real);
        }

        abstract List<RecordedEvent> shown(List<RecordedEvent> events);

        @Override
        public Future<LogPage> read(long after, int limit, EventFilter filter) {
            Future<LogPage> page = real.read(after, limit, filter);
            if (filter.families() == null) return page;
            return page.map(read -> new LogPage(read.from(), read.to(), read.head(), shown(read.events())));
        }
    }
}
