package dev.signalbox.hub.command;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.WrappedLog;
import dev.signalbox.hub.command.DecisionTest.CounterEvent.Added;
import dev.signalbox.hub.command.DecisionTest.CounterEvent.Opened;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.VersionConflict;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.Receipt;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How commands about counters are decided while others write too. A counter has at most so much in it as its limit
 * says.
 */
class DecisionTest {
    private static final Fold<Counter, CounterEvent> COUNTERS = new Fold<>(
            "counter",
            EventCodec.of(CounterEvent.class)
                    .with("counter.opened", Opened.class)
                    .with("counter.added", Added.class),
            Counter.NONE,
            Counter::after);

    private final TestClock clock = new TestClock();
    private TestNode node;
    private RivalLog log;

    @BeforeEach
    void open(@TempDir Path folder) {
        node = TestNode.sqlite(folder, clock);
        log = new RivalLog(node.log());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Nested
    class A_change {
        @Test
        void is_decided_on_the_state_and_answered_with_the_one_after_it() {
            open("a", 10);

            Outcome added = result(add(command("x"), "a", 3));

            assertThat(added).isEqualTo(new Outcome(new Receipt("x", "counter/a", 2, 2, false), "3 of 10"));
            assertThat(types()).containsExactly("counter.opened", "counter.added");
        }

        @Test
        void that_loses_a_race_is_decided_again_on_what_the_winner_left() {
            open("a", 10);
            log.before(() -> add(command("rival"), "a", 4));

            Outcome added = result(add(command("x"), "a", 3));

            assertThat(added).isEqualTo(new Outcome(new Receipt("x", "counter/a", 3, 3, false), "7 of 10"));
        }

        @Test
        void that_loses_a_race_is_refused_when_the_winner_left_no_room() {
            open("a", 10);
            log.before(() -> add(command("rival"), "a", 9));

            assertThat(problem(add(command("x"), "a", 3))).isEqualTo(ProblemCode.TOO_LARGE.word());
            assertThat(types()).hasSize(2);
        }

        @Test
        void gives_up_when_others_are_faster_each_time_and_has_written_nothing() {
            open("a", 100);
            AtomicInteger decided = new AtomicInteger();
            for (int i = 0; i <= 10; i++) {
                String rival = "rival-" + i;
                log.before(() -> add(command(rival), "a", 1));
            }

            Throwable lost =
                    failure(command("x").decide(COUNTERS, Counter::text).change("a", counter -> {
                        decided.incrementAndGet();
                        return counter.add(1);
                    }));

            assertThat(lost).isInstanceOf(VersionConflict.class);
            assertThat(decided).hasValue(11);
            assertThat(result(node.log().byId("x"))).isEmpty();
        }

        @Test
        void at_another_version_than_expected_is_refused_with_what_is_there_and_not_decided() {
            open("a", 10);
            result(add(command("y"), "a", 3));

            Refused stale = (Refused)
                    failure(command("x", 1L).decide(COUNTERS, Counter::text).change("a", counter -> {
                        throw new AssertionError("decided");
                    }));

            assertThat(stale.problem().is(ProblemCode.VERSION_CONFLICT)).isTrue();
            assertThat(String.valueOf(stale.problem().current())).isEqualTo("{\"version\":2,\"resource\":\"3 of 10\"}");
        }

        @Test
        void that_expects_a_version_is_not_made_on_another_after_a_lost_race() {
            open("a", 10);
            log.before(() -> add(command("rival"), "a", 4));

            assertThat(problem(add(command("x", 1L), "a", 3))).isEqualTo(ProblemCode.VERSION_CONFLICT.word());
            assertThat(types()).hasSize(2);
        }
    }

    @Nested
    class A_creation {
        @Test
        void reads_nothing() {
            log.refuseReads = true;

            assertThat(open("a", 10))
                    .isEqualTo(new Outcome(new Receipt("open-a", "counter/a", 1, 1, false), "0 of 10"));
        }

        @Test
        void of_what_another_command_made_is_refused_at_once() {
            open("a", 10);

            assertThat(problem(create(command("x"), "a", 10))).isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT.word());
            assertThat(types()).hasSize(1);
        }

        @Test
        void expects_no_version_but_that_of_nothing() {
            result(create(command("x", 0L), "a", 10));

            assertThat(failureOf(() -> create(command("y", 1L), "b", 10))).isInstanceOf(InvalidInput.class);
        }
    }

    @Nested
    class A_repeat {
        @Test
        void of_a_change_gets_its_first_answer_whatever_happened_since() {
            open("a", 10);
            Outcome first = result(add(command("x"), "a", 3));
            result(add(command("y"), "a", 7));

            assertThat(result(add(command("x"), "a", 3))).isEqualTo(repeated(first));
            assertThat(types()).hasSize(3);
        }

        @Test
        void of_a_change_at_a_version_that_is_long_over_gets_its_first_answer() {
            open("a", 10);
            Outcome first = result(add(command("x", 1L), "a", 3));

            assertThat(result(add(command("x", 1L), "a", 3))).isEqualTo(repeated(first));
        }

        @Test
        void of_a_creation_gets_its_first_answer() {
            Outcome first = open("a", 10);
            result(add(command("y"), "a", 7));

            assertThat(open("a", 10)).isEqualTo(repeated(first));
        }

        @Test
        void that_would_be_refused_by_now_gets_its_first_answer() {
            open("a", 10);
            Outcome first = result(add(command("x"), "a", 6));

            assertThat(result(add(command("x"), "a", 6))).isEqualTo(repeated(first));
        }

        @Test
        void that_would_have_nothing_to_do_by_now_gets_its_first_answer() {
            open("a", 10);
            Outcome first = result(fill(command("x"), "a"));

            assertThat(result(fill(command("x"), "a"))).isEqualTo(repeated(first));
        }

        @Test
        void that_runs_beside_its_first_try_writes_nothing_and_gets_the_same_answer() {
            open("a", 10);
            log.before(() -> add(command("x"), "a", 3));

            Outcome second = result(add(command("x"), "a", 3));

            assertThat(second).isEqualTo(new Outcome(new Receipt("x", "counter/a", 2, 2, true), "3 of 10"));
            assertThat(types()).hasSize(2);
        }

        @Test
        void that_loses_a_race_to_a_stranger_and_then_to_its_first_try_gets_the_first_answer() {
            open("a", 10);
            log.before(() -> add(command("rival"), "a", 1));
            log.before(() -> add(command("x"), "a", 3));

            Outcome second = result(add(command("x"), "a", 3));

            assertThat(second).isEqualTo(new Outcome(new Receipt("x", "counter/a", 3, 3, true), "4 of 10"));
            assertThat(types()).hasSize(3);
        }

        @Test
        void of_a_joint_change_says_where_the_last_of_its_events_stands() {
            open("a", 10);
            open("b", 10);
            Outcome first = result(move(command("x"), "a", "b", 3));

            assertThat(first.receipt()).isEqualTo(new Receipt("x", "counter/a", 2, 4, false));
            assertThat(result(move(command("x"), "a", "b", 3))).isEqualTo(repeated(first));
            assertThat(types()).hasSize(4);
        }

        @Test
        void with_another_wish_is_refused_whether_or_not_that_could_be_done() {
            open("a", 10);
            result(add(command("x"), "a", 3));

            CommandExecution other = command("x", null, "another wish");

            assertThat(problem(add(other, "a", 3))).isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT.word());
            assertThat(problem(add(other, "a", 30))).isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT.word());
            assertThat(problem(create(other, "c", 10))).isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT.word());
            assertThat(types()).hasSize(2);
        }
    }

    @Nested
    class A_wish_that_is_fulfilled_already {
        @Test
        void writes_no_event_and_is_known_by_its_id() {
            open("a", 10);
            result(fill(command("y"), "a"));

            Outcome nothing = result(fill(command("x"), "a"));

            assertThat(nothing).isEqualTo(new Outcome(new Receipt("x", "counter/a", 2, 2, false, true), "10 of 10"));
            assertThat(result(fill(command("x"), "a"))).isEqualTo(repeated(nothing));
            assertThat(types()).hasSize(2);
        }

        @Test
        void is_not_done_later_when_there_would_be_something_to_do() {
            Outcome nothing = result(fill(command("x"), "a"));
            open("a", 10);

            assertThat(nothing).isEqualTo(new Outcome(new Receipt("x", "counter/a", 0, 0, false, true), "0 of 0"));
            assertThat(result(fill(command("x"), "a"))).isEqualTo(repeated(nothing));
            assertThat(types()).hasSize(1);
        }

        @Test
        void is_answered_the_same_when_it_would_be_refused_by_now() {
            open("a", 10);
            result(fill(command("y"), "a"));
            Outcome nothing = result(fill(command("x", 2L), "a"));
            result(command("z").note(new Note("counter/a", "counter.added", new Added(1))));

            assertThat(result(fill(command("x", 2L), "a"))).isEqualTo(repeated(nothing));
        }

        @Test
        void gets_the_answer_of_its_first_try_that_was_faster_and_did_something() {
            open("a", 10);
            result(fill(command("y"), "a"));
            log.before(() -> add(command("x"), "b", 0));

            Outcome nothing = result(fill(command("x"), "a"));

            assertThat(nothing).isEqualTo(new Outcome(new Receipt("x", "counter/b", 1, 3, true), "0 of 0"));
        }

        @Test
        void keeps_its_id_from_another_wish() {
            open("a", 0);
            result(fill(command("x"), "a"));

            assertThat(problem(fill(command("x", null, "another wish"), "a")))
                    .isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT.word());
        }
    }

    @Nested
    class A_joint_decision {
        @Test
        void is_made_again_when_one_of_the_other_streams_moved() {
            open("a", 10);
            open("b", 10);
            log.before(() -> add(command("rival"), "b", 5));

            Outcome moved = result(move(command("x"), "a", "b", 3));

            assertThat(moved.receipt()).isEqualTo(new Receipt("x", "counter/a", 2, 5, false));
            assertThat(textOf("b")).isEqualTo("8 of 10");
        }

        @Test
        void writes_nothing_when_what_it_finds_then_refuses_it() {
            open("a", 10);
            open("b", 10);
            log.before(() -> add(command("rival"), "b", 8));

            assertThat(problem(move(command("x"), "a", "b", 3))).isEqualTo(ProblemCode.TOO_LARGE.word());
            assertThat(textOf("a")).isEqualTo("0 of 10");
        }

        @Test
        void that_creates_goes_on_after_a_conflict_elsewhere_but_not_when_the_thing_exists() {
            open("b", 10);
            log.before(() -> add(command("rival"), "b", 5));

            result(openBeside(command("x"), "a", "b"));

            assertThat(textOf("b")).isEqualTo("6 of 10");
            assertThat(problem(openBeside(command("y"), "a", "b"))).isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT.word());
        }
    }

    @Test
    void a_note_is_written_at_any_version_and_once() {
        open("a", 10);
        Note note = new Note("counter/a", "counter.added", new Added(1));

        Outcome first = result(command("x").note(note));

        assertThat(first).isEqualTo(new Outcome(new Receipt("x", "counter/a", 2, 2, false), note.data()));
        assertThat(result(command("x").note(note))).isEqualTo(repeated(first));
        assertThat(types()).hasSize(2);
    }

    private Outcome open(String id, int limit) {
        return result(create(command("open-" + id), id, limit));
    }

    private static Future<Outcome> create(CommandExecution by, String id, int limit) {
        return by.decide(COUNTERS, Counter::text).create(id, () -> List.of(new Opened(limit)));
    }

    private static Future<Outcome> add(CommandExecution by, String id, int amount) {
        return by.decide(COUNTERS, Counter::text).change(id, counter -> counter.add(amount));
    }

    @Nested
    class What_cannot_be_read_back {
        @Test
        void from_its_bytes_is_refused_and_not_written() {
            open("a", 10);
            Fold<Counter, CounterEvent> unreadable = new Fold<>(
                    "counter",
                    COUNTERS.codec().upcasting("counter.added", data -> {
                        throw new IllegalStateException("cannot");
                    }),
                    Counter.NONE,
                    Counter::after);

            refusesToAdd(unreadable);
        }

        @Test
        void by_its_fold_is_refused_and_not_written() {
            open("a", 10);
            Fold<Counter, CounterEvent> failing =
                    new Fold<>("counter", COUNTERS.codec(), Counter.NONE, (counter, event, recorded) -> {
                        if (event instanceof Added) throw new StackOverflowError();
                        return counter.after(event, recorded);
                    });

            refusesToAdd(failing);
        }

        private void refusesToAdd(Fold<Counter, CounterEvent> fold) {
            CommandExecution by = command("x");

            assertThat(problem(by.decide(fold, Counter::text).change("a", counter -> counter.add(3))))
                    .isEqualTo(ProblemCode.INTERNAL.word());

            assertThat(types()).containsExactly("counter.opened");
            assertThat(result(add(command("x"), "a", 3)).resource()).isEqualTo("3 of 10");
        }
    }

    private static Future<Outcome> fill(CommandExecution by, String id) {
        return by.decide(COUNTERS, Counter::text)
                .change(id, counter -> counter.isFull() ? List.of() : counter.add(counter.limit() - counter.sum()));
    }

    /** Adds to both. */
    private static Future<Outcome> move(CommandExecution by, String id, String other, int amount) {
        Decision<Counter, CounterEvent> decision = by.decide(COUNTERS, Counter::text);
        return decision.jointly(() -> decision.load(id).compose(one -> addedTo(by, other, amount)
                .map(two -> new Joint<>(one, one.state().add(amount), List.of(two.event()), two.expected()))));
    }

    private static Future<Outcome> openBeside(CommandExecution by, String id, String other) {
        return by.decide(COUNTERS, Counter::text).creating().jointly(() -> addedTo(by, other, 1)
                .map(two -> new Joint<>(
                        Loaded.unread(COUNTERS, id), List.of(new Opened(10)), List.of(two.event()), two.expected())));
    }

    private record Other(NewEvent event, Map<String, ExpectedVersion> expected) {}

    private static Future<Other> addedTo(CommandExecution by, String id, int amount) {
        return by.load(COUNTERS, Loaded.unread(COUNTERS, id))
                .map(loaded -> new Other(
                        by.newEvent(
                                loaded.stream(),
                                "counter.added",
                                Json.write(loaded.state().add(amount).get(0)),
                                1),
                        Map.of(loaded.stream(), ExpectedVersion.exactly(loaded.version()))));
    }

    private CommandExecution command(String id) {
        return command(id, null);
    }

    private CommandExecution command(String id, @Nullable Long expected) {
        return command(id, expected, id);
    }

    private CommandExecution command(String id, @Nullable Long expected, String wish) {
        Command command = new Command(id, "counter.add", null, expected, null, Json.object());
        byte[] digest = Arrays.copyOf(Ids.sha256(wish.getBytes(StandardCharsets.UTF_8)), Append.DIGEST_BYTES);
        return new CommandExecution(
                log, command, new Caller(TestNode.DAEMON, "test", null), clock.instant(), digest, Map.of());
    }

    private String textOf(String id) {
        return result(node.log().foldStream("counter/" + id, 0, Counter.NONE, COUNTERS::after))
                .text();
    }

    private List<String> types() {
        return result(node.log().read(0, 100, EventFilter.ALL)).events().stream()
                .map(RecordedEvent::type)
                .toList();
    }

    private static String problem(Future<Outcome> refused) {
        return TestNode.problem(refused).code();
    }

    private static Throwable failureOf(Supplier<Future<Outcome>> work) {
        return failure(Future.succeededFuture().compose(begin -> work.get()));
    }

    private static Outcome repeated(Outcome first) {
        Receipt receipt = first.receipt();
        return new Outcome(
                new Receipt(
                        receipt.commandId(),
                        receipt.stream(),
                        receipt.version(),
                        receipt.position(),
                        true,
                        receipt.unchanged()),
                first.resource());
    }

    sealed interface CounterEvent {
        record Opened(int limit) implements CounterEvent {}

        record Added(int amount) implements CounterEvent {}
    }

    private record Counter(int sum, int limit) {
        static final Counter NONE = new Counter(0, 0);

        List<CounterEvent> add(int amount) {
            if (sum + amount > limit) throw new Refused(ProblemCode.TOO_LARGE, "no room for " + amount);
            return List.of(new Added(amount));
        }

        boolean isFull() {
            return sum == limit;
        }

        Counter after(CounterEvent event, RecordedEvent recorded) {
            return event instanceof Opened opened
                    ? new Counter(0, opened.limit())
                    : new Counter(sum + ((Added) event).amount(), limit);
        }

        String text() {
            return sum + " of " + limit;
        }
    }

    /** Lets others write just before an append: one piece of work for each of the next appends. */
    private static final class RivalLog extends WrappedLog {
        private final Deque<Supplier<Future<Outcome>>> rivals = new ArrayDeque<>();
        private boolean refuseReads;

        RivalLog(EventLog real) {
            super(real);
        }

        void before(Supplier<Future<Outcome>> rival) {
            rivals.add(rival);
        }

        @Override
        public Future<Appended> append(Append append) {
            Supplier<Future<Outcome>> rival = rivals.poll();
            if (rival == null) return real.append(append);
            // The rival's own append is no occasion for the next rival.
            List<Supplier<Future<Outcome>>> later = List.copyOf(rivals);
            rivals.clear();
            return rival.get().compose(done -> {
                rivals.addAll(later);
                return real.append(append);
            });
        }

        @Override
        public Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit) {
            if (refuseReads) throw new AssertionError("read " + stream);
            return super.readStream(stream, afterVersion, limit);
        }
    }
}
