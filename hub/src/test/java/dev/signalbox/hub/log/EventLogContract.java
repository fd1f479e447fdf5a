package dev.signalbox.hub.log;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static dev.signalbox.hub.log.Appends.any;
import static dev.signalbox.hub.log.Appends.digest;
import static dev.signalbox.hub.log.Appends.event;
import static dev.signalbox.hub.log.Appends.expecting;
import static dev.signalbox.hub.log.Appends.whileQuiet;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.log.Append.Disturbed;
import dev.signalbox.hub.log.Append.IdempotencyConflict;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Limits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link EventLog} promises. An engine joins with a subclass that opens a log on a store of the test's own;
 * that each of these tests can fail is shown by {@code EventLogContractBitesTest}.
 */
abstract class EventLogContract {
    final Vertx vertx = Vertx.vertx();
    final TestClock clock = new TestClock();
    EventLog log;

    /** Opens the log of this test's store; when it was open before, it was closed since and must be as it was left. */
    abstract EventLog open() throws Exception;

    /** Closes the log and its store. */
    abstract void close(EventLog log) throws Exception;

    /** Keeps the log from committing until the answer is closed. */
    abstract AutoCloseable stall() throws Exception;

    @BeforeEach
    void open_an_empty_log() throws Exception {
        log = open();
    }

    @AfterEach
    void close_it() throws Exception {
        close(log);
        result(vertx.close());
    }

    void reopen() throws Exception {
        close(log);
        log = open();
    }

    @Nested
    class An_append {
        @Test
        void keeps_every_column_as_it_was() {
            byte[] data = "{ \"text\" : \"zwölf 🥊\",\n\t\"n\":1.0, \"n2\":1e2 }".getBytes(UTF_8);
            Instant before1970 = Instant.parse("1969-07-20T20:17:40.000001Z");
            NewEvent given = new NewEvent(
                    "thing/zwölf 🥊 'x'",
                    Ids.next(),
                    "thing.made",
                    "ann's key",
                    before1970,
                    "cause-1",
                    "cause-2",
                    data);

            RecordedEvent answered = result(log.append(any(given))).events().get(0);

            RecordedEvent kept = result(log.at(1)).orElseThrow();
            for (RecordedEvent event : List.of(answered, kept)) {
                assertThat(event.position()).isEqualTo(1);
                assertThat(event.stream()).isEqualTo(given.stream());
                assertThat(event.version()).isEqualTo(1);
                assertThat(event.id()).isEqualTo(given.id());
                assertThat(event.type()).isEqualTo("thing.made");
                assertThat(event.actor()).isEqualTo("ann's key");
                assertThat(event.occurredAt()).isEqualTo(before1970);
                assertThat(event.recordedAt()).isEqualTo(clock.instant());
                assertThat(event.correlationId()).isEqualTo("cause-1");
                assertThat(event.causationId()).isEqualTo("cause-2");
                assertThat(event.data()).isEqualTo(data);
                assertThat(event.commandDigest()).isEqualTo(digest(given.id()));
            }
            assertThat(kept.hash()).isEqualTo(answered.hash());
        }

        @Test
        void may_leave_out_what_correlates_it() {
            result(log.append(any(event("s/1"))));

            RecordedEvent kept = result(log.at(1)).orElseThrow();

            assertThat(kept.correlationId()).isNull();
            assertThat(kept.causationId()).isNull();
        }

        @Test
        void gets_the_next_positions_and_versions_in_its_order() {
            result(log.append(any(event("s/1"), event("s/2"), event("s/1"))));
            Appended second = result(log.append(any(event("s/2"), event("s/1"))));

            assertThat(second.events())
                    .extracting(Object::toString)
                    .containsExactly("4 test.happened s/2@2", "5 test.happened s/1@3");
            assertThat(second.duplicate()).isFalse();
            assertThat(all())
                    .extracting(Object::toString)
                    .containsExactly(
                            "1 test.happened s/1@1",
                            "2 test.happened s/2@1",
                            "3 test.happened s/1@2",
                            "4 test.happened s/2@2",
                            "5 test.happened s/1@3");
        }

        @Test
        void may_have_as_many_events_and_as_much_data_as_the_limits_say() {
            byte[] large = ("\"" + "x".repeat(Limits.TRACE_DATA_BYTES_MAX - 2) + "\"").getBytes(UTF_8);
            NewEvent[] most = IntStream.range(0, Limits.APPEND_EVENTS_MAX)
                    .mapToObj(i -> event("s/1"))
                    .toArray(NewEvent[]::new);

            result(log.append(any(most)));
            result(log.append(any(event("s/2", "test.large", Ids.next(), large))));

            assertThat(result(log.head()).position()).isEqualTo(Limits.APPEND_EVENTS_MAX + 1);
            assertThat(result(log.readStream("s/2", 0, 10)).get(0).data()).isEqualTo(large);
        }

        @Test
        void completes_on_the_context_of_the_caller() {
            Context context = vertx.getOrCreateContext();
            Future<Boolean> onContext =
                    Future.future(promise -> context.runOnContext(start -> log.append(any(event("s/1")))
                            .compose(appended -> log.at(1))
                            .onComplete(found -> promise.complete(Vertx.currentContext() == context
                                    && found.result().isPresent()))));

            assertThat(result(onContext)).isTrue();
        }
    }

    @Nested
    class A_quiet_that_is_asked_for {
        @Test
        void refuses_what_was_decided_before_an_event_that_matters_and_writes_nothing() {
            long looked = result(log.append(any(event("rows/1", "rows.put"))))
                    .events()
                    .get(0)
                    .position();
            result(log.append(any(event("other/1", "other.put"), event("rows/2", "rows.deleted"))));

            assertThat(failure(log.append(whileQuiet(looked, "rows.*")))).isInstanceOf(Disturbed.class);
            assertThat(all()).hasSize(3);
        }

        @Test
        void lets_through_what_was_decided_behind_it_and_beside_others() {
            result(log.append(any(event("rows/1", "rows.put"))));
            long looked = result(log.head()).position();
            result(log.append(any(event("other/1", "other.put"))));

            result(log.append(whileQuiet(looked, "rows.*")));

            assertThat(all()).hasSize(3);
        }

        @Test
        void is_broken_by_an_append_before_it_in_the_same_commit() {
            long looked = result(log.head()).position();
            Future<Appended> row = log.append(any(event("rows/1", "rows.put")));
            Future<Appended> resting = log.append(whileQuiet(looked, "key.created", "rows.*"));

            result(row);
            assertThat(failure(resting)).isInstanceOf(Disturbed.class);
            assertThat(all()).hasSize(1);
        }
    }

    @Nested
    class An_expected_version {
        @Test
        void that_is_right_lets_the_append_through() {
            result(log.append(expecting(0, event("s/1"))));
            result(log.append(expecting(1, event("s/1"))));
            result(log.append(any(event("s/1"))));

            assertThat(result(log.readStream("s/1", 0, 10)))
                    .extracting(RecordedEvent::version)
                    .containsExactly(1L, 2L, 3L);
        }

        @Test
        void that_is_stale_is_refused_and_nothing_is_written() {
            result(log.append(any(event("s/1"), event("s/1"))));

            for (long stale : new long[] {0, 1, 3}) {
                assertThat(failure(log.append(expecting(stale, event("s/1")))))
                        .isInstanceOfSatisfying(VersionConflict.class, conflict -> {
                            assertThat(conflict.stream()).isEqualTo("s/1");
                            assertThat(conflict.current()).isEqualTo(2);
                        });
            }
            assertThat(all()).hasSize(2);
        }

        @Test
        void of_one_stream_decides_over_all_streams_of_the_append() {
            result(log.append(any(event("s/2"))));
            Append stale = new Append(
                    List.of(event("s/1"), event("s/2")), Map.of("s/2", ExpectedVersion.NO_STREAM), digest("x"));

            assertThat(failure(log.append(stale))).isInstanceOf(VersionConflict.class);

            assertThat(all()).hasSize(1);
            assertThat(result(log.readStream("s/1", 0, 10))).isEmpty();
        }

        @Test
        void may_be_of_a_stream_that_the_append_does_not_write() {
            result(log.append(any(event("other/1"))));
            Map<String, ExpectedVersion> right = Map.of("other/1", ExpectedVersion.exactly(1));
            Map<String, ExpectedVersion> wrong = Map.of("other/1", ExpectedVersion.NO_STREAM);

            result(log.append(new Append(List.of(event("s/1")), right, digest("right"))));

            assertThat(failure(log.append(new Append(List.of(event("s/1")), wrong, digest("wrong")))))
                    .isInstanceOf(VersionConflict.class);
            assertThat(all()).hasSize(2);
        }

        @Test
        void is_given_to_exactly_one_of_many_that_race_for_it() {
            List<Future<Appended>> racing = IntStream.range(0, 50)
                    .mapToObj(i -> log.append(expecting(0, event("s/1"))))
                    .toList();
            awaitAll(racing);

            assertThat(racing.stream().filter(Future::succeeded)).hasSize(1);
            assertThat(racing.stream().filter(Future::failed).map(Future::cause))
                    .hasOnlyElementsOfType(VersionConflict.class);
            assertThat(all()).hasSize(1);
        }
    }

    @Nested
    class A_repeated_command {
        @Test
        void gets_its_first_events_and_writes_nothing() {
            Append append = any(event("s/1"), event("s/2"));
            Appended first = result(log.append(append));
            result(log.append(any(event("s/1"))));

            Appended again = result(log.append(append));

            assertThat(again.duplicate()).isTrue();
            assertThat(again.events())
                    .extracting(Object::toString)
                    .containsExactly(
                            first.events().get(0).toString(),
                            first.events().get(1).toString());
            assertThat(again.events().get(1).hash())
                    .isEqualTo(first.events().get(1).hash());
            assertThat(all()).hasSize(3);
        }

        @Test
        void is_a_repeat_although_its_stream_has_moved_on() {
            Append append = expecting(0, event("s/1"));
            result(log.append(append));
            result(log.append(any(event("s/1"))));

            Appended again = result(log.append(append));

            assertThat(again.duplicate()).isTrue();
            assertThat(again.events().get(0).position()).isEqualTo(1);
        }

        @Test
        void is_a_repeat_for_ever() throws Exception {
            Append append = any(event("s/1"));
            result(log.append(append));

            reopen();
            Appended again = result(log.append(append));

            assertThat(again.duplicate()).isTrue();
            assertThat(all()).hasSize(1);
        }

        @Test
        void is_written_once_when_all_of_its_copies_come_together() {
            Append append = any(event("s/1"), event("s/1"));

            List<Appended> answers = awaitAll(
                    IntStream.range(0, 40).mapToObj(i -> log.append(append)).toList());

            assertThat(answers).filteredOn(answer -> !answer.duplicate()).hasSize(1);
            assertThat(answers).allSatisfy(answer -> assertThat(answer.events())
                    .extracting(RecordedEvent::position)
                    .containsExactly(1L, 2L));
            assertThat(all()).hasSize(2);
        }

        @Test
        void with_other_content_is_refused() {
            NewEvent event = event("s/1");
            result(log.append(any(event)));

            Throwable failure = failure(log.append(new Append(List.of(event), Map.of(), digest("something else"))));

            assertThat(failure).isInstanceOf(IdempotencyConflict.class).hasMessageContaining(event.id());
            assertThat(all()).hasSize(1);
        }

        @Test
        void that_decided_more_events_than_the_first_time_gets_those_of_the_first_time() {
            NewEvent first = event("s/1");
            result(log.append(any(first)));

            Appended again = result(log.append(any(first, event("s/1"))));

            assertThat(again.duplicate()).isTrue();
            assertThat(again.events()).extracting(RecordedEvent::position).containsExactly(1L);
            assertThat(all()).hasSize(1);
        }

        @Test
        void cannot_be_faked_by_taking_a_later_id_of_another_command() {
            NewEvent taken = event("s/1");
            result(log.append(any(event("s/1"), taken)));

            assertThat(failure(log.append(any(event("s/2"), taken)))).isInstanceOf(IdempotencyConflict.class);

            assertThat(all()).hasSize(2);
        }
    }

    @Nested
    class A_receipt {
        private final RecordedReceipt nothing = new RecordedReceipt("x", "s/1", 1, digest("x"));

        @Test
        void is_kept_for_ever_beside_the_events_and_seen_by_no_reader() throws Exception {
            List<RecordedEvent> heard = new CopyOnWriteArrayList<>();
            log.onCommit(heard::addAll);
            result(log.append(any(event("s/1"))));
            Cursor before = result(log.head()).cursor();
            heard.clear();

            Appended first = result(log.append(Append.of(nothing)));
            assertThat(result(log.head()).cursor()).isEqualTo(before);
            assertThat(heard).isEmpty();
            reopen();

            assertThat(first).isEqualTo(Appended.of(nothing, false));
            assertThat(result(log.receipt("x"))).contains(nothing);
            assertThat(result(log.receipt("y"))).isEmpty();
            assertThat(result(log.head()).cursor()).isEqualTo(before);
            assertThat(result(log.byId("x"))).isEmpty();
            assertThat(all()).hasSize(1);
        }

        @Test
        void is_the_answer_to_its_command_for_ever_whatever_that_would_do_now() {
            result(log.append(Append.of(nothing)));

            Appended unchanged = result(log.append(Append.of(new RecordedReceipt("x", "s/1", 7, digest("x")))));
            Appended changed = result(log.append(any(event("s/1", "test.happened", "x", "{}".getBytes(UTF_8)))));

            assertThat(unchanged).isEqualTo(Appended.of(nothing, true)).isEqualTo(changed);
            assertThat(all()).isEmpty();
        }

        @Test
        void is_not_given_for_a_command_that_wrote_events() {
            NewEvent event = event("s/1");
            result(log.append(any(event)));

            Appended again =
                    result(log.append(Append.of(new RecordedReceipt(event.id(), "s/1", 1, digest(event.id())))));

            assertThat(again.duplicate()).isTrue();
            assertThat(again.events()).extracting(RecordedEvent::id).containsExactly(event.id());
            assertThat(result(log.receipt(event.id()))).isEmpty();
        }

        @Test
        void keeps_its_id_from_every_other_command() {
            result(log.append(Append.of(nothing)));
            NewEvent same = event("s/1", "test.happened", "x", "{}".getBytes(UTF_8));

            List<Append> others = List.of(
                    Append.of(new RecordedReceipt("x", "s/1", 1, digest("another wish"))),
                    new Append(List.of(same), Map.of(), digest("another wish")),
                    any(event("s/1"), same));

            for (Append other : others) assertThat(failure(log.append(other))).isInstanceOf(IdempotencyConflict.class);
            assertThat(all()).isEmpty();
        }

        @Test
        void is_one_when_the_command_comes_many_times_together_also_with_events() {
            NewEvent event = event("s/1", "test.happened", "x", "{}".getBytes(UTF_8));

            List<Appended> answers = awaitAll(IntStream.range(0, 40)
                    .mapToObj(i -> log.append(i % 2 == 0 ? Append.of(nothing) : any(event)))
                    .toList());

            assertThat(answers).filteredOn(answer -> !answer.duplicate()).hasSize(1);
            assertThat(answers)
                    .extracting(Appended::receipt)
                    .containsOnly(answers.get(0).receipt());
        }

        @Test
        void of_one_among_many_commands_of_a_commit_is_each_its_own() {
            List<Appended> answers = awaitAll(IntStream.range(0, 200)
                    .mapToObj(i -> log.append(
                            i % 2 == 0
                                    ? Append.of(new RecordedReceipt("n" + i, "s/1", i, digest("n" + i)))
                                    : any(event("s/2"))))
                    .toList());

            assertThat(answers).noneMatch(Appended::duplicate);
            assertThat(all()).hasSize(100);
            assertThat(result(log.receipt("n42")).orElseThrow().version()).isEqualTo(42);
        }
    }

    @Nested
    class Many_writers {
        @Test
        void get_dense_positions_and_contiguous_versions_and_lose_nothing() {
            int writers = 8;
            int each = 200;
            List<CompletableFuture<List<String>>> running = IntStream.range(0, writers)
                    .mapToObj(writer -> CompletableFuture.supplyAsync(() -> write(writer, each)))
                    .toList();

            List<String> acknowledged = new ArrayList<>();
            for (CompletableFuture<List<String>> writer : running) acknowledged.addAll(writer.join());

            List<RecordedEvent> events = all();
            assertThat(events).extracting(RecordedEvent::position).containsExactlyElementsOf(upTo(writers * each));
            assertThat(events).extracting(RecordedEvent::id).containsExactlyInAnyOrderElementsOf(acknowledged);
            Map<String, Long> versions = new HashMap<>();
            for (RecordedEvent event : events) {
                assertThat(event.version()).isEqualTo(versions.merge(event.stream(), 1L, Long::sum));
            }
        }

        @Test
        void never_make_a_reader_skip_what_is_committed_late() {
            int writers = 4;
            int each = 150;
            List<CompletableFuture<List<String>>> running = IntStream.range(0, writers)
                    .mapToObj(writer -> CompletableFuture.supplyAsync(() -> write(writer, each)))
                    .toList();

            List<Long> seen = new ArrayList<>();
            long from = 0;
            while (seen.size() < writers * each) {
                boolean finished = running.stream().allMatch(CompletableFuture::isDone);
                LogPage page = result(log.read(from, 1000, EventFilter.ALL));
                page.events().forEach(event -> seen.add(event.position()));
                assertThat(page.from()).isEqualTo(from);
                from = page.to().position();
                if (finished && page.events().isEmpty()) break;
            }

            running.forEach(CompletableFuture::join);
            assertThat(seen).containsExactlyElementsOf(upTo(writers * each));
        }

        private List<String> write(int writer, int count) {
            List<String> ids = new ArrayList<>();
            List<Future<Appended>> underWay = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                NewEvent event = event("s/" + (i % 3 == 0 ? "shared" : writer));
                ids.add(event.id());
                underWay.add(log.append(any(event)));
                if (underWay.size() == 20) {
                    awaitAll(underWay);
                    underWay.clear();
                }
            }
            awaitAll(underWay);
            return ids;
        }
    }

    @Nested
    class The_chain_of_hashes {
        @Test
        void runs_over_every_row_as_it_is_read_back() {
            for (int i = 0; i < 5; i++) result(log.append(any(event("s/1"), event("s/" + i))));

            byte[] previous = HashChain.genesis();
            List<RecordedEvent> events = all();
            for (RecordedEvent event : events) {
                assertThat(new HashChain().verifies(previous, event)).isTrue();
                previous = event.hash();
            }
            assertThat(events).hasSize(10);
        }

        @Test
        void goes_on_after_the_log_was_closed_and_opened() throws Exception {
            RecordedEvent first = result(log.append(any(event("s/1")))).events().get(0);

            reopen();
            RecordedEvent second =
                    result(log.append(any(event("s/1")))).events().get(0);

            assertThat(second.position()).isEqualTo(2);
            assertThat(new HashChain().verifies(first.hash(), second)).isTrue();
        }
    }

    @Nested
    class The_head {
        @Test
        void of_an_empty_log_is_nothing_and_then_the_newest_event() {
            Head empty = result(log.head());
            RecordedEvent last =
                    result(log.append(any(event("s/1"), event("s/1")))).events().get(1);
            Head head = result(log.head());

            assertThat(empty.position()).isZero();
            assertThat(empty.hash()).isEqualTo(HashChain.genesis());
            assertThat(head.position()).isEqualTo(2);
            assertThat(head.hash()).isEqualTo(last.hash());
            assertThat(head.epoch()).isEqualTo(log.epoch());
        }

        @Test
        void and_the_epoch_outlive_the_process() throws Exception {
            String epoch = log.epoch();
            result(log.append(any(event("s/1"))));

            reopen();

            assertThat(log.epoch()).isEqualTo(epoch).matches("[0-9a-f]{8}");
            assertThat(result(log.head()).position()).isEqualTo(1);
        }
    }

    @Nested
    class A_read {
        @Test
        void goes_by_pages_until_the_head() {
            for (int i = 0; i < 5; i++) result(log.append(any(event("s/1"), event("s/1"))));

            LogPage first = result(log.read(0, 4, EventFilter.ALL));
            LogPage last = result(log.read(8, 4, EventFilter.ALL));

            assertThat(first.events()).extracting(RecordedEvent::position).containsExactly(1L, 2L, 3L, 4L);
            assertThat(first.from()).isZero();
            assertThat(first.to().position()).isEqualTo(4);
            assertThat(first.head()).isEqualTo(10);
            assertThat(first.reachesHead()).isFalse();
            assertThat(last.events()).extracting(RecordedEvent::position).containsExactly(9L, 10L);
            assertThat(last.reachesHead()).isTrue();
        }

        @Test
        void at_the_head_or_beyond_gives_an_empty_range() {
            RecordedEvent last =
                    result(log.append(any(event("s/1"), event("s/1")))).events().get(1);

            LogPage atHead = result(log.read(2, 10, EventFilter.ALL));
            LogPage beyond = result(log.read(7, 10, EventFilter.types(List.of("test.happened"))));

            assertThat(atHead.events()).isEmpty();
            assertThat(atHead.to()).isEqualTo(new Head(log.epoch(), 2, last.hash()).cursor());
            assertThat(atHead.head()).isEqualTo(2);
            assertThat(beyond.events()).isEmpty();
            assertThat(beyond.to().position()).isEqualTo(7);
            assertThat(beyond.head()).isEqualTo(2);
        }

        @Test
        void chooses_by_type_family_stream_and_right() {
            result(log.append(any(
                    event("question/1", "question.asked"),
                    event("question/1", "question.answered"),
                    event("question/2", "question.asked"),
                    event("notification/1", "notification.posted"),
                    event("key/1", "key.created"),
                    event("questionnaire/1", "questionnaire.sent"))));

            assertThat(positions(EventFilter.types(List.of("question.asked")))).containsExactly(1L, 3L);
            assertThat(positions(EventFilter.types(List.of("question.*")))).containsExactly(1L, 2L, 3L);
            assertThat(positions(EventFilter.types(List.of("question.*", "key.created"))))
                    .containsExactly(1L, 2L, 3L, 5L);
            assertThat(positions(EventFilter.types(List.of("*")))).hasSize(6);
            assertThat(positions(new EventFilter(List.of(), "question/1", null)))
                    .containsExactly(1L, 2L);
            assertThat(positions(new EventFilter(List.of("question.asked"), "question/2", null)))
                    .containsExactly(3L);
            assertThat(positions(new EventFilter(List.of(), null, Set.of("question", "key"))))
                    .containsExactly(1L, 2L, 3L, 5L);
            assertThat(positions(
                            new EventFilter(List.of("question.*", "notification.*"), null, Set.of("notification"))))
                    .containsExactly(4L);
            assertThat(positions(new EventFilter(List.of(), null, Set.of()))).isEmpty();
            Set<String> many = new HashSet<>(Set.of("question"));
            for (int i = 0; i < 2000; i++) many.add("table_" + i);
            assertThat(positions(new EventFilter(List.of(), null, many))).containsExactly(1L, 2L, 3L);
        }

        @Test
        void takes_the_signs_of_a_pattern_literally() {
            result(log.append(any(event("s/1", "a_b.made"), event("s/1", "axb.made"), event("s/1", "a%.made"))));

            assertThat(positions(EventFilter.types(List.of("a_b.*")))).containsExactly(1L);
            assertThat(positions(EventFilter.types(List.of("a%.*")))).containsExactly(3L);
        }

        @Test
        void chooses_a_verb_by_its_very_letters() {
            result(log.append(any(
                    event("s/1", "a.key_put"),
                    event("s/1", "a.keyxput"),
                    event("s/1", "b.KEY_PUT"),
                    event("s/1", "key_put"))));

            assertThat(positions(EventFilter.types(List.of("*.key_put")))).containsExactly(1L);
            assertThat(positions(EventFilter.types(List.of("*.put")))).isEmpty();
            assertThat(positions(EventFilter.types(List.of("*.a_very_long_verb_indeed"))))
                    .isEmpty();
        }

        @Test
        void moves_to_the_head_although_nothing_matched() {
            RecordedEvent last =
                    result(log.append(any(event("s/1"), event("s/1")))).events().get(1);

            LogPage page = result(log.read(0, 10, EventFilter.types(List.of("nothing.like_it"))));

            assertThat(page.events()).isEmpty();
            assertThat(page.to()).isEqualTo(new Head(log.epoch(), 2, last.hash()).cursor());
            assertThat(page.reachesHead()).isTrue();
        }

        @Test
        void that_is_full_ends_at_its_last_event_and_goes_on_from_there() {
            List<RecordedEvent> events = result(log.append(any(
                            event("s/1", "a.x"),
                            event("s/1", "b.x"),
                            event("s/1", "a.x"),
                            event("s/1", "b.x"),
                            event("s/1", "a.x"))))
                    .events();
            EventFilter onlyA = EventFilter.types(List.of("a.x"));

            LogPage first = result(log.read(0, 2, onlyA));
            LogPage second = result(log.read(first.to().position(), 2, onlyA));

            assertThat(first.events()).extracting(RecordedEvent::position).containsExactly(1L, 3L);
            assertThat(first.to())
                    .isEqualTo(new Head(log.epoch(), 3, events.get(2).hash()).cursor());
            assertThat(second.events()).extracting(RecordedEvent::position).containsExactly(5L);
            assertThat(second.to().position()).isEqualTo(5);
        }

        @Test
        void of_large_events_ends_by_their_bytes_and_goes_on_from_there() {
            byte[] large = ("\"" + "x".repeat(LogPage.BYTES_MAX / 2) + "\"").getBytes(UTF_8);
            for (int i = 0; i < 3; i++) result(log.append(any(event("s/1", "a.x", Ids.next(), large))));
            EventFilter onlyA = EventFilter.types(List.of("a.x"));

            LogPage first = result(log.read(0, 10, onlyA));
            LogPage second = result(log.read(first.to().position(), 10, onlyA));

            assertThat(first.events()).extracting(RecordedEvent::position).containsExactly(1L, 2L);
            assertThat(first.to().position()).isEqualTo(2);
            assertThat(first.reachesHead()).isFalse();
            assertThat(second.events()).extracting(RecordedEvent::position).containsExactly(3L);
            assertThat(second.to().position()).isEqualTo(3);
            assertThat(second.reachesHead()).isTrue();
        }

        @Test
        void from_below_the_first_event_or_of_fewer_or_more_than_may_be_is_refused() {
            result(log.append(any(event("s/1"))));

            for (Future<?> wrong : List.of(
                    log.read(-1, 10, EventFilter.ALL),
                    log.read(0, -1, EventFilter.ALL),
                    log.read(0, 0, EventFilter.ALL),
                    log.read(0, 5_001, EventFilter.ALL),
                    log.read(9, 5_001, EventFilter.types(List.of("test.*"))))) {
                assertThat(failure(wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("1 to 5000");
            }
            assertThat(result(log.read(0, 5_000, EventFilter.ALL)).events()).hasSize(1);
        }

        @Test
        void may_begin_behind_every_event_there_will_be() {
            result(log.append(any(event("s/1"))));

            for (EventFilter filter : List.of(EventFilter.ALL, EventFilter.types(List.of("test.*")))) {
                LogPage page = result(log.read(Long.MAX_VALUE, 10, filter));

                assertThat(page.to().position()).isEqualTo(Long.MAX_VALUE);
                assertThat(page.head()).isEqualTo(1);
            }
        }

        @Test
        void gives_an_event_that_is_larger_than_a_page() {
            byte[] large = ("\"" + "x".repeat(LogPage.BYTES_MAX) + "\"").getBytes(UTF_8);
            result(log.append(any(event("s/1", "a.x", Ids.next(), large), event("s/1"))));

            assertThat(result(log.read(0, 10, EventFilter.ALL)).events())
                    .extracting(RecordedEvent::position)
                    .containsExactly(1L);
        }
    }

    @Nested
    class A_look_up {
        @Test
        void finds_the_events_of_one_stream_by_version() {
            result(log.append(any(event("s/1"), event("s/2"), event("s/1"), event("s/1"))));

            assertThat(result(log.readStream("s/1", 0, 10)))
                    .extracting(RecordedEvent::position)
                    .containsExactly(1L, 3L, 4L);
            assertThat(result(log.readStream("s/1", 1, 1)))
                    .extracting(RecordedEvent::version)
                    .containsExactly(2L);
            assertThat(result(log.readStream("s/1", 3, 10))).isEmpty();
            assertThat(result(log.readStream("s/none", 0, 10))).isEmpty();
        }

        @Test
        void of_a_stream_is_bounded_like_a_read() {
            result(log.append(any(event("s/1"))));

            for (Future<?> wrong : List.of(
                    log.readStream("s/1", -1, 10),
                    log.readStream("s/1", 0, -1),
                    log.readStream("s/1", 0, 0),
                    log.readStream("s/1", 0, 5_001))) {
                assertThat(failure(wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("1 to 5000");
            }
            assertThat(result(log.readStream("s/1", 0, 5_000))).hasSize(1);
        }

        @Test
        void of_what_cannot_be_there_finds_nothing() {
            result(log.append(any(event("s/1"))));

            assertThat(result(log.at(-1))).isEmpty();
            assertThat(result(log.at(Long.MAX_VALUE))).isEmpty();
            assertThat(result(log.byId(""))).isEmpty();
            assertThat(result(log.read(0, 10, EventFilter.ALL)).events()).hasSize(1);
        }

        @Test
        void of_a_stream_ends_a_page_by_its_bytes_and_a_walk_goes_on() {
            byte[] large = ("\"" + "x".repeat(LogPage.BYTES_MAX / 2) + "\"").getBytes(UTF_8);
            for (int i = 0; i < 5; i++) result(log.append(any(event("s/1", "test.large", Ids.next(), large))));

            assertThat(result(log.readStream("s/1", 0, 10)))
                    .extracting(RecordedEvent::version)
                    .containsExactly(1L, 2L);
            assertThat(result(log.readStream("s/1", 2, 1)))
                    .extracting(RecordedEvent::version)
                    .containsExactly(3L);
            assertThat(result(log.foldStream("s/1", 0, 0L, (count, event) -> count + 1)))
                    .isEqualTo(5);
        }

        @Test
        void finds_one_event_by_position_or_id_or_says_that_there_is_none() {
            NewEvent event = event("s/1");
            result(log.append(any(event)));

            assertThat(result(log.at(1)).orElseThrow().id()).isEqualTo(event.id());
            assertThat(result(log.byId(event.id())).orElseThrow().position()).isEqualTo(1);
            assertThat(result(log.at(0))).isEmpty();
            assertThat(result(log.at(2))).isEmpty();
            assertThat(result(log.byId(Ids.next()))).isEmpty();
        }
    }

    @Nested
    class A_listener {
        @Test
        void hears_every_commit_of_this_node_in_order_without_a_gap() {
            List<RecordedEvent> heard = new CopyOnWriteArrayList<>();
            log.onCommit(heard::addAll);

            awaitAll(IntStream.range(0, 300)
                    .mapToObj(i -> log.append(any(event("s/" + i % 7), event("s/x"))))
                    .toList());

            Eventually.until("the listener has heard of all", () -> heard.size() == 600);
            assertThat(heard).extracting(RecordedEvent::position).containsExactlyElementsOf(upTo(600));
        }

        @Test
        void hears_nothing_of_a_repeat_or_of_what_was_refused() {
            List<RecordedEvent> heard = new CopyOnWriteArrayList<>();
            log.onCommit(heard::addAll);
            Append append = any(event("s/1"));
            result(log.append(append));

            result(log.append(append));
            failure(log.append(expecting(0, event("s/1"))));
            result(log.append(any(event("s/1"))));

            Eventually.until("the second event was heard of", () -> heard.size() >= 2);
            assertThat(heard).extracting(RecordedEvent::position).containsExactly(1L, 2L);
        }
    }

    @Nested
    class When_commits_stall {
        @Test
        void more_than_may_wait_is_refused_and_what_waits_is_written() throws Exception {
            List<Future<Appended>> waiting = new ArrayList<>();
            int offered = Limits.APPEND_QUEUE_MAX + 2 * Limits.COMMIT_EVENTS_MAX;
            try (AutoCloseable stalled = stall()) {
                assertThat(stalled).isNotNull();
                for (int i = 0; i < offered; i++) waiting.add(log.append(any(event("s/1"))));
            }

            awaitAll(waiting);

            List<Throwable> refusals =
                    waiting.stream().filter(Future::failed).map(Future::cause).toList();
            assertThat(refusals).isNotEmpty().hasOnlyElementsOfType(Overloaded.class);
            assertThat(offered - refusals.size()).isGreaterThanOrEqualTo(Limits.APPEND_QUEUE_MAX);
            assertThat(result(log.head()).position()).isEqualTo(offered - refusals.size());
        }

        @Test
        void closing_ends_what_waits_and_refuses_what_comes() throws Exception {
            Future<Appended> waits;
            Future<Void> closing;
            Future<Appended> late;
            try (AutoCloseable stalled = stall()) {
                assertThat(stalled).isNotNull();
                waits = log.append(any(event("s/1")));
                closing = log.close();
                late = log.append(any(event("s/1")));
                assertThat(failure(late)).isNotNull();
            }

            result(closing);
            assertThat(waits.isComplete()).isTrue();
            long written = result(log.head()).position();
            assertThat(written).isEqualTo(waits.succeeded() ? 1 : 0);
        }
    }

    List<RecordedEvent> all() {
        List<RecordedEvent> events = new ArrayList<>();
        long from = 0;
        while (true) {
            LogPage page = result(log.read(from, 5_000, EventFilter.ALL));
            events.addAll(page.events());
            from = page.to().position();
            if (page.reachesHead()) return events;
        }
    }

    private static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private List<Long> positions(EventFilter filter) {
        return result(log.read(0, 100, filter)).events().stream()
                .map(RecordedEvent::position)
                .toList();
    }

    /** Waits for all; the values of those that succeeded. */
    static <T> List<T> awaitAll(List<Future<T>> futures) {
        result(Future.join(futures).otherwiseEmpty());
        return futures.stream().filter(Future::succeeded).map(Future::result).toList();
    }
}
