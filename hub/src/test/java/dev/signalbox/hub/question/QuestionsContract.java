package dev.signalbox.hub.question;

import static dev.signalbox.hub.TestNode.DAEMON;
import static dev.signalbox.hub.TestNode.JANE;
import static dev.signalbox.hub.TestNode.ROOT;
import static dev.signalbox.hub.TestNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandBatches;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.Question.State;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions with a real store: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class QuestionsContract {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Future<?> NEVER = Promise.promise().future();

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestNode node;
    private FoldedRows<QuestionState> questions;

    abstract TestNode open(Path folder, TestClock clock);

    @BeforeEach
    void open() {
        node = open(folder, clock);
        questions = QuestionTable.QUESTIONS.rows(node.database());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void the_table_equals_what_the_events_say() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();

        for (int i = 0; i < 150; i++) {
            String id = ids.isEmpty() ? "" : ids.get(random.nextInt(ids.size()));
            int what = random.nextInt(10);
            if (ids.isEmpty() || what < 6) {
                ids.add(ask(anyQuestion(random)).id());
            } else if (what < 8) {
                String value = random.nextBoolean() ? "a" : "approve";
                Await.result(node.send(JANE, "question.answer", id, "{'value':'" + value + "','comment':'c'}")
                        .otherwiseEmpty());
            } else if (what == 8) {
                Await.result(node.send(DAEMON, "question.cancel", id, "{'reason':'r'}")
                        .otherwiseEmpty());
            } else {
                Await.result(node.commands()
                        .handle(TestNode.commandOf(Ids.next(), "question.expire", id, "{}"), Caller.TIMER)
                        .otherwiseEmpty());
            }
            clock.advance(Duration.ofSeconds(random.nextInt(60)));
        }

        node.caughtUp("questions");
        for (String id : ids) {
            List<RecordedEvent> events = Await.result(node.log().readStream("question/" + id, 0, 500));
            Question folded = QuestionCommands.QUESTIONS.of(events).present();
            assertThat(Await.result(questions.row(id)).map(row -> row.as(Question.class)))
                    .as("seed %d", seed)
                    .contains(folded);
        }
    }

    @Test
    void lists_what_waits_for_an_answer_newest_first() {
        Question first = ask("{'prompt':'one','priority':1}");
        ask("{'prompt':'two','priority':5,'tags':['db']}");
        ask("{'prompt':'three','priority':5}");
        Await.result(node.send(JANE, "question.answer", first.id(), "{'value':'x'}"));

        assertThat(prompts(page().equal("state", "pending"))).containsExactly("three", "two");
        assertThat(prompts(page().equal("state", "answered"))).containsExactly("one");
        assertThat(prompts(page().atLeast("priority", 5).tagged("tags", "db").createdBy("daemon")))
                .containsExactly("two");
        assertThat(prompts(page().createdBy("jane"))).isEmpty();
    }

    @Test
    void people_who_ask_the_store_with_SQL_find_a_column_for_each_field_also_after_a_rebuild() {
        ask("{'prompt':'one','priority':1,'excludeAsker':true}");
        Question answered = ask("{'prompt':'two','tags':['a','b']}");
        Await.result(node.send(JANE, "question.answer", answered.id(), "{'value':'x'}"));
        node.caughtUp("questions");

        for (int round = 0; round < 3; round++) {
            List<Row> rows = Await.result(node.database()
                    .read(transaction -> transaction.query("SELECT * FROM questions ORDER BY position")));

            assertThat(rows).extracting(row -> row.text("prompt")).containsExactly("one", "two");
            assertThat(rows).extracting(row -> row.bigint("exclude_asker")).containsExactly(1L, 0L);
            assertThat(rows).extracting(row -> row.bigint("version")).containsExactly(1L, 2L);
            assertThat(rows).extracting(row -> row.text("state")).containsExactly("pending", "answered");
            assertThat(rows).extracting(row -> row.textOrNull("expires_at")).containsOnlyNulls();
            assertThat(rows.get(1).text("tags")).isEqualTo("[\"a\",\"b\"]");
            assertThat(rows.get(1).text("answer")).contains("\"value\":\"x\"");
            Await.result(node.projections().named("questions").orElseThrow().rebuild());
        }
    }

    @Test
    void people_who_ask_the_store_with_SQL_see_of_what_an_event_could_not_be_read() {
        ask("{'prompt':'one'}");
        ask("{'prompt':'two'}");
        node.caughtUp("questions");
        Await.result(node.database()
                .write(transaction ->
                        transaction.update("UPDATE questions_folded SET incomplete = 1 WHERE resource LIKE '%two%'")));

        List<Row> rows = Await.result(node.database()
                .read(transaction -> transaction.query("SELECT incomplete FROM questions ORDER BY position")));

        assertThat(rows).extracting(row -> row.bigint("incomplete")).containsExactly(0L, 1L);
    }

    @Test
    void a_daemon_has_no_right_to_answer() {
        Question question = ask("{'kind':'approval','prompt':'Deploy?'}");

        assertThat(problem(node.send(DAEMON, "question.answer", question.id(), "{'value':'approve'}"))
                        .code())
                .isEqualTo(ProblemCode.FORBIDDEN.word());
        assertThat(node.types()).containsExactly(EventTypes.QUESTION_ASKED);
    }

    @Test
    void two_answers_that_race_on_two_nodes_have_one_winner_and_the_loser_is_told_the_winning_answer() {
        CommandHandler there = node.commandsOf(clock);
        for (int round = 0; round < 20; round++) {
            Question question = ask("{'prompt':'Which?','options':['a','b']}");
            Principal joe = new Principal("joe00001", "joe", OwnershipMatrix.USER);

            Future<Outcome> one = node.send(JANE, "question.answer", question.id(), "{'value':'a'}");
            Future<Outcome> two = there.handle(
                    TestNode.commandOf(Ids.next(), "question.answer", question.id(), "{'value':'b'}"),
                    new Caller(joe, "http", null));
            Await.result(Future.join(one, two).otherwiseEmpty());

            assertThat(one.succeeded() ^ two.succeeded()).isTrue();
            assertThat(problem(one.succeeded() ? two : one)
                            .answer()
                            .path("value")
                            .textValue())
                    .isEqualTo(one.succeeded() ? "a" : "b");
        }
    }

    @Test
    void a_repeated_command_gets_its_first_answer() {
        String ask = Ids.next();
        String answer = Ids.next();
        Outcome asked = Await.result(node.send(DAEMON, ask, "question.ask", "", "{'prompt':'Which?'}"));
        String id = resourceOf(asked).id();
        Outcome answered = Await.result(node.send(JANE, answer, "question.answer", id, "{'value':'x'}"));

        Outcome askedAgain = Await.result(node.send(DAEMON, ask, "question.ask", "", "{'prompt':'Which?'}"));
        Outcome answeredAgain = Await.result(node.send(JANE, answer, "question.answer", id, "{'value':'x'}"));

        assertThat(resourceOf(askedAgain).state()).isEqualTo(State.PENDING);
        assertThat(answeredAgain.resource()).isEqualTo(answered.resource());
        assertThat(answeredAgain.receipt().duplicate()).isTrue();
        assertThat(node.types()).containsExactly(EventTypes.QUESTION_ASKED, EventTypes.QUESTION_ANSWERED);
    }

    @Nested
    class Once {
        private static final String WISH = "{'prompt':'Which?','options':['a','b'],'once':'bot-db'}";
        private static final String IN_OTHER_WORDS =
                "{'prompt':'Which one?','options':['a','b'],'once':'bot-db','priority':5}";

        @Test
        void whoever_asks_again_gets_the_question_that_is_there_as_it_stands() {
            Question first = ask(WISH);
            assertThat(first.id()).isEqualTo(Ids.ofKey("bot-db"));
            assertThat(ask(WISH)).isEqualTo(first);

            Await.result(node.send(JANE, "question.answer", first.id(), "{'value':'a'}"));
            Outcome answered = Await.result(node.send(ROOT, "question.ask", "", WISH));

            assertThat(resourceOf(answered).answer().value()).isEqualTo("a");
            assertThat(answered.receipt().unchanged()).isTrue();
            assertThat(answered.receipt().version()).isEqualTo(2);
            assertThat(node.types()).containsExactly(EventTypes.QUESTION_ASKED, EventTypes.QUESTION_ANSWERED);
        }

        @Test
        void one_that_is_over_is_the_answer_too_and_is_not_asked_anew() {
            Question cancelled = ask(WISH);
            Await.result(node.send(DAEMON, "question.cancel", cancelled.id(), "{}"));
            Question expired = ask("{'prompt':'p','once':'short','expiresIn':'1s'}");
            clock.advance(Duration.ofSeconds(2));
            Await.result(node.commands()
                    .handle(TestNode.commandOf(Ids.next(), "question.expire", expired.id(), "{}"), Caller.TIMER));

            assertThat(ask(WISH).state()).isEqualTo(State.CANCELLED);
            assertThat(ask("{'prompt':'p','once':'short','expiresIn':'1s'}").state())
                    .isEqualTo(State.EXPIRED);
        }

        @Test
        void the_first_words_stand_and_whoever_uses_others_is_told() {
            ask(WISH);

            JsonNode again = Json.tree(Await.result(node.send(DAEMON, "question.ask", "", IN_OTHER_WORDS))
                    .resource());
            JsonNode urgent = Json.tree(ask(WISH.replace("'once'", "'priority':5,'data':{'run':2},'once'")));

            assertThat(again.path("prompt").textValue()).isEqualTo("Which?");
            assertThat(again.path("differs").booleanValue()).isTrue();
            assertThat(urgent.has("differs")).isFalse();
        }

        @Test
        void the_id_of_the_command_does_not_count_also_when_it_is_that_of_the_question() {
            String id = Ids.ofKey("bot-db");
            Await.result(node.send(DAEMON, id, "question.ask", "", WISH));

            Outcome again = Await.result(node.send(DAEMON, id, "question.ask", "", IN_OTHER_WORDS));
            Outcome byAnother = Await.result(node.send(ROOT, id, "question.ask", "", WISH));

            assertThat(again.receipt().stream()).isEqualTo("question/" + id);
            assertThat(byAnother.receipt().stream()).isEqualTo("question/" + id);
            assertThat(node.types()).containsExactly(EventTypes.QUESTION_ASKED);
        }

        @Test
        void of_many_that_ask_at_once_on_two_nodes_one_asks_and_all_get_its_question() {
            CommandHandler there = node.commandsOf(clock);
            for (int round = 0; round < 10; round++) {
                List<Future<Outcome>> all = new ArrayList<>();
                for (int n = 0; n < 10; n++) {
                    String id = n % 3 == 0 ? Ids.ofKey("race-" + round) : Ids.next();
                    String wish = "{'prompt':'p" + n + "','once':'race-" + round + "'}";
                    all.add(
                            n % 2 == 0
                                    ? node.send(DAEMON, id, "question.ask", "", wish)
                                    : there.handle(
                                            TestNode.commandOf(id, "question.ask", "", wish),
                                            new Caller(ROOT, "http", null)));
                }
                Await.result(Future.join(all));
                assertThat(all)
                        .extracting(each -> Json.tree(each.result().resource())
                                .path("prompt")
                                .textValue())
                        .containsOnly(Json.tree(all.get(0).result().resource())
                                .path("prompt")
                                .textValue());
            }
            assertThat(node.types()).hasSize(10);
        }

        @Test
        void a_command_id_that_was_used_for_something_else_is_refused_while_nobody_asked() {
            String id = Ids.next();
            Await.result(node.send(DAEMON, id, "question.ask", "", "{'prompt':'another'}"));

            assertThat(problem(node.send(DAEMON, id, "question.ask", "", WISH)).code())
                    .isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT.word());
        }

        @Test
        void who_expects_that_nobody_asked_is_refused_when_somebody_did_and_told_again_when_it_was_oneself() {
            String id = Ids.next();
            Outcome first = Await.result(send(expectingNone(id)));
            Outcome again = Await.result(send(expectingNone(id)));

            assertThat(again.receipt().duplicate()).isTrue();
            assertThat(again.resource()).isEqualTo(first.resource());
            assertThat(problem(send(expectingNone(Ids.next()))).code()).isEqualTo(ProblemCode.VERSION_CONFLICT.word());
        }

        private Command expectingNone(String id) {
            Command any = TestNode.commandOf(id, "question.ask", "", WISH);
            return new Command(id, any.command(), null, 0L, null, any.body());
        }

        private Future<Outcome> send(Command command) {
            return node.commands().handle(command, new Caller(DAEMON, "http", null));
        }

        @Test
        void in_a_batch_what_follows_it_waits_for_it() {
            CommandBatches batches = new CommandBatches(node.commands());
            for (int round = 0; round < 20; round++) {
                String key = "batch-" + round;
                List<CommandResult> results = Await.result(batches.handle(
                        new CommandBatch(List.of(
                                TestNode.commandOf(
                                        Ids.next(), "question.ask", "", "{'prompt':'p','once':'" + key + "'}"),
                                TestNode.commandOf(Ids.next(), "question.cancel", Ids.ofKey(key), "{}"))),
                        new Caller(DAEMON, "http", null)));

                assertThat(results).allMatch(result -> result.verdict().isDone());
            }
        }
    }

    @Nested
    class Waiting {
        private QuestionWaiters waiters;

        @BeforeEach
        void follow() {
            waiters = new QuestionWaiters(node.log(), node.vertx(), 3);
            node.follow(QuestionWaiters.EVENTS, waiters);
        }

        @Test
        void the_answer_comes_when_it_is_given() {
            Question question = ask("{'prompt':'Which?'}");
            Future<Optional<Question>> waiting = waiters.resolved(question.id(), LONG, NEVER);
            Eventually.until("the caller waits", () -> waiters.waiting() == 1);
            assertThat(waiting.isComplete()).isFalse();

            Await.result(node.send(JANE, "question.answer", question.id(), "{'value':'sqlite'}"));

            assertThat(Await.result(waiting).orElseThrow().answer().value()).isEqualTo("sqlite");
            assertThat(waiters.waiting()).isZero();
        }

        @Test
        void whoever_cancels_wakes_the_waiters_too() {
            Question question = ask("{'prompt':'Which?'}");
            Future<Optional<Question>> waiting = waiters.resolved(question.id(), LONG, NEVER);

            Await.result(node.send(ROOT, "question.cancel", question.id(), "{}"));

            assertThat(Await.result(waiting).orElseThrow().state()).isEqualTo(State.CANCELLED);
        }

        @Test
        void no_answer_is_lost_whenever_it_comes() {
            for (int round = 0; round < 50; round++) {
                Question question = ask("{'prompt':'Which?'}");

                Future<Outcome> answering = node.send(JANE, "question.answer", question.id(), "{'value':'x'}");
                Future<Optional<Question>> waiting = waiters.resolved(question.id(), LONG, NEVER);

                Await.result(answering);
                assertThat(Await.result(waiting).orElseThrow().state()).isEqualTo(State.ANSWERED);
            }
        }

        @Test
        void what_is_answered_already_comes_at_once_and_what_nobody_asked_is_empty() {
            Question question = ask("{'prompt':'Which?'}");
            Await.result(node.send(JANE, "question.answer", question.id(), "{'value':'x'}"));

            assertThat(Await.result(waiters.resolved(question.id(), LONG, NEVER))
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.ANSWERED);
            assertThat(Await.result(waiters.resolved(Ids.next(), LONG, NEVER))).isEmpty();
        }

        @Test
        void when_the_wait_is_over_it_is_still_pending_and_nobody_waits() {
            Question question = ask("{'prompt':'Which?'}");

            assertThat(Await.result(waiters.resolved(question.id(), Duration.ofMillis(30), NEVER))
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.PENDING);
            assertThat(waiters.waiting()).isZero();
        }

        @Test
        void whoever_hangs_up_leaves_a_free_place() {
            Question question = ask("{'prompt':'Which?'}");
            Promise<Void> gone = Promise.promise();
            Future<Optional<Question>> waiting = waiters.resolved(question.id(), LONG, gone.future());
            Eventually.until("the caller waits", () -> waiters.waiting() == 1);

            gone.complete();

            Await.result(waiting);
            assertThat(waiters.waiting()).isZero();
        }

        @Test
        void one_too_many_is_refused_and_the_others_go_on() {
            Question question = ask("{'prompt':'Which?'}");
            List<Future<Optional<Question>>> three = List.of(
                    waiters.resolved(question.id(), LONG, NEVER),
                    waiters.resolved(question.id(), LONG, NEVER),
                    waiters.resolved(question.id(), LONG, NEVER));

            Throwable refused = Await.failure(waiters.resolved(question.id(), LONG, NEVER));
            Await.result(node.send(JANE, "question.answer", question.id(), "{'value':'x'}"));

            assertThat(refused).hasMessageContaining("overloaded");
            for (Future<Optional<Question>> each : three) {
                assertThat(Await.result(each).orElseThrow().state()).isEqualTo(State.ANSWERED);
            }
            Eventually.until("nobody waits", () -> waiters.waiting() == 0);
        }
    }

    private Question ask(String json) {
        return resourceOf(Await.result(node.send(DAEMON, "question.ask", "", json)));
    }

    private List<String> prompts(PageQuery query) {
        node.caughtUp("questions");
        Page<FoldedRow> page = Await.result(questions.page(query));
        return page.items().stream().map(row -> row.as(Question.class).prompt()).toList();
    }

    private static PageQuery page() {
        return PageQuery.newestFirst(50, null);
    }

    private static String anyQuestion(Random random) {
        String kind =
                switch (random.nextInt(3)) {
                    case 0 -> "'options':['a',{'value':'b','label':'B','description':'the other'}]";
                    case 1 -> "'kind':'approval','excludeAsker':true";
                    default -> "'kind':'text','body':'more','data':{'n':1.5,'list':[1,{'a':null}]}";
                };
        String expiry =
                switch (random.nextInt(4)) {
                    case 0 -> ",'expiresIn':'" + (1 + random.nextInt(600)) + "s'";
                    case 1 -> ",'expiresAt':'2026-11-21T08:30:00.123456Z'";
                    default -> "";
                };
        return "{'prompt':'p','priority':" + (1 + random.nextInt(5)) + ",'tags':['t']," + kind + expiry + "}";
    }

    private static Question resourceOf(Outcome outcome) {
        return (Question) outcome.resource();
    }
}
