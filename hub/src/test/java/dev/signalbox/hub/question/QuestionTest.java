package dev.signalbox.hub.question;

import static dev.signalbox.hub.Given.START;
import static dev.signalbox.hub.question.QuestionCommands.QUESTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.EventFamily;
import dev.signalbox.hub.Given;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.question.QuestionEvent.QuestionAnswered;
import dev.signalbox.hub.question.QuestionEvent.QuestionAsked;
import dev.signalbox.hub.question.QuestionEvent.QuestionCancelled;
import dev.signalbox.hub.question.QuestionEvent.QuestionExpired;
import dev.signalbox.hub.question.QuestionEvent.QuestionSignerAnnounced;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.Question.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class QuestionTest {
    private static final Principal JANE = new Principal("k1", "jane", OwnershipMatrix.USER);
    private static final Principal JOE = new Principal("k2", "joe", OwnershipMatrix.USER);
    private static final Principal SLACK = new Principal("k3", "slack", OwnershipMatrix.BOT);
    private static final Principal DAEMON = new Principal("k4", "daemon", OwnershipMatrix.DAEMON);
    private static final Principal ROOT = new Principal("k5", "root", OwnershipMatrix.ADMIN);

    private static final Instant LAST_MOMENT = START.plus(Duration.ofHours(4)).minusNanos(1_000);
    private static final Instant DEADLINE = START.plus(Duration.ofHours(4));

    @Test
    void no_event_was_forgotten() {
        List<QuestionEvent> samples = List.of(
                choice(),
                answered("sqlite"),
                new QuestionExpired(),
                new QuestionCancelled("found out"),
                new QuestionCancelled(null),
                new QuestionSignerAnnounced("k", "x"));

        EventFamily.assertComplete(
                QuestionEvent.class, QuestionEvent.CODEC, samples, QuestionTable.QUESTIONS.projection());
        for (QuestionEvent sample : samples) {
            QuestionState state = sample instanceof QuestionAsked
                    ? QuestionState.NONE
                    : asked(choice()).state();
            // Of no question is the one that has a stream of its own.
            assertThat(state.after(sample, Given.recorded(QUESTIONS, "jane", sample, START, 2))
                            .equals(state))
                    .isEqualTo(sample instanceof QuestionSignerAnnounced);
            assertThat(QuestionEvent.CODEC.decode(Given.recorded(QUESTIONS, "jane", sample, START, 2)))
                    .isEqualTo(sample);
        }
    }

    @Nested
    class Asking {
        @Test
        void an_approval_offers_approve_and_decline() {
            Question question =
                    asked(ask("{'kind':'approval','prompt':'Deploy?'}")).state().present();

            assertThat(question.options()).extracting("value").containsExactly("approve", "decline");
        }

        @Test
        void the_deadline_counts_from_when_the_hub_recorded_it() {
            Question question = asked(choice()).state().present();

            assertThat(question.state()).isEqualTo(State.PENDING);
            assertThat(question.expiresAt()).isEqualTo(DEADLINE);
            assertThat(question.askedBy()).isEqualTo("daemon");
            assertThat(question.askedAt()).isEqualTo(START);
        }

        @Test
        void the_same_wish_is_the_same_event_whenever_it_is_decided() {
            AskQuestion wish = wish("{'prompt':'Which?','expiresIn':'4h'}");

            assertThat(QuestionEvent.CODEC.encode(QuestionState.ask(wish, null).get(0)))
                    .isEqualTo(QuestionEvent.CODEC.encode(
                            QuestionState.ask(wish, null).get(0)))
                    .asString(StandardCharsets.UTF_8)
                    .contains("\"PT4H\"");
        }
    }

    @Nested
    class Answering {
        @Test
        void the_first_valid_answer_wins() {
            asked(choice())
                    .when(question -> question.answer(says("sqlite"), JANE, "http", LAST_MOMENT))
                    .then(answered("sqlite"));
        }

        @Test
        void the_same_answer_of_the_same_principal_again_changes_nothing_whatever_the_door() {
            answeredBy("jane", answered("sqlite"))
                    .when(question -> question.answer(says("sqlite"), JANE, "bus", DEADLINE))
                    .thenNothing();
        }

        @Test
        void another_answer_is_refused_with_the_one_that_won() {
            Problem problem = answeredBy("jane", answered("sqlite"))
                    .when(question -> question.answer(says("postgres"), JANE, "http", START))
                    .thenRefused(ProblemCode.ALREADY_RESOLVED);

            assertThat(problem.answer().path("value").textValue()).isEqualTo("sqlite");
            assertThat(problem.answer().path("by").textValue()).isEqualTo("jane");
            assertThat(problem.detail()).contains("jane");
        }

        @Test
        void the_same_answer_of_somebody_else_is_refused() {
            answeredBy("jane", answered("sqlite"))
                    .when(question -> question.answer(says("sqlite"), JOE, "http", START))
                    .thenRefused(ProblemCode.ALREADY_RESOLVED);
        }

        @Test
        void the_same_answer_with_another_comment_is_another_answer() {
            AnswerQuestion because = new AnswerQuestion("sqlite", "because", null, null, null);

            answeredBy("jane", answered("sqlite"))
                    .when(question -> question.answer(because, JANE, "http", START))
                    .thenRefused(ProblemCode.ALREADY_RESOLVED);
        }

        @Test
        void what_is_no_option_is_refused_at_the_value_also_when_the_question_is_over() {
            asked(choice())
                    .when(question -> question.answer(says("oracle"), JANE, "http", START))
                    .thenInvalid("/value");
            answeredBy("jane", answered("sqlite"))
                    .when(question -> question.answer(says("oracle"), JANE, "http", START))
                    .thenInvalid("/value");
        }

        @Test
        void an_approval_takes_approve_or_decline_only() {
            asked(ask("{'kind':'approval','prompt':'Deploy?'}"))
                    .when(question -> question.answer(says("yes"), JANE, "http", START))
                    .thenInvalid("/value");
        }

        @Test
        void a_text_takes_any_text() {
            asked(ask("{'prompt':'What is its name?'}"))
                    .when(question -> question.answer(says("Otto"), JANE, "http", START))
                    .then(answered("Otto"));
        }

        @Test
        void at_the_deadline_it_is_too_late_also_when_the_timer_has_not_fired() {
            asked(choice())
                    .when(question -> question.answer(says("sqlite"), JANE, "http", DEADLINE))
                    .thenRefused(ProblemCode.EXPIRED);
        }

        @Test
        void an_expired_question_takes_no_answer_also_when_a_clock_was_set_back() {
            asked(choice())
                    .and("signalbox", new QuestionExpired(), DEADLINE)
                    .when(question -> question.answer(says("sqlite"), JANE, "http", START))
                    .thenRefused(ProblemCode.EXPIRED);
        }

        @Test
        void a_cancelled_question_takes_no_answer() {
            asked(choice())
                    .and("daemon", new QuestionCancelled(null))
                    .when(question -> question.answer(says("sqlite"), JANE, "http", START))
                    .thenRefused(ProblemCode.ALREADY_RESOLVED);
        }

        @Test
        void an_excluded_asker_may_not_answer_and_everybody_else_may() {
            Given<QuestionState, QuestionEvent> asked = Given.nothing(QUESTIONS)
                    .and("jane", ask("{'kind':'approval','prompt':'Deploy?','excludeAsker':true}"));

            asked.when(question -> question.answer(says("approve"), JANE, "http", START))
                    .thenRefused(ProblemCode.FORBIDDEN);
            asked.when(question -> question.answer(says("approve"), JOE, "http", START))
                    .then(answered("approve"));
        }

        @Test
        void an_asker_that_is_not_excluded_may_answer() {
            Given.nothing(QUESTIONS)
                    .and("jane", choice())
                    .when(question -> question.answer(says("sqlite"), JANE, "http", START))
                    .then(answered("sqlite"));
        }

        @Test
        void a_bot_speaks_for_a_named_person() {
            AnswerQuestion forJane = new AnswerQuestion("sqlite", null, "slack:U123 Jane", "slack", null);

            asked(choice())
                    .when(question -> question.answer(forJane, SLACK, "http", START))
                    .then(new QuestionAnswered("sqlite", null, Answer.Source.HUMAN, "slack:U123 Jane", "slack", null));
        }

        @Test
        void a_bot_that_names_nobody_is_refused() {
            asked(choice())
                    .when(question -> question.answer(says("sqlite"), SLACK, "http", START))
                    .thenInvalid("/onBehalfOf");
        }

        @Test
        void a_user_speaks_for_nobody_else() {
            AnswerQuestion forJoe = new AnswerQuestion("sqlite", null, "joe", null, null);

            asked(choice())
                    .when(question -> question.answer(forJoe, JANE, "http", START))
                    .thenRefused(ProblemCode.FORBIDDEN);
        }

        @Test
        void what_nobody_asked_is_not_found() {
            Given.nothing(QUESTIONS)
                    .when(question -> question.answer(says("sqlite"), JANE, "http", START))
                    .thenRefused(ProblemCode.NOT_FOUND);
        }

        @Test
        void the_answer_says_who_when_and_through_which_door() {
            Answer answer =
                    answeredBy("jane", answered("sqlite")).state().present().answer();

            assertThat(answer)
                    .isEqualTo(
                            new Answer("sqlite", null, Answer.Source.HUMAN, "jane", null, "http", LAST_MOMENT, null));
        }
    }

    @Nested
    class Cancelling {
        @Test
        void the_asker_and_an_admin_may() {
            asked(choice())
                    .when(question -> question.cancel(new CancelQuestion("found out"), DAEMON, START))
                    .then(new QuestionCancelled("found out"));
            asked(choice())
                    .when(question -> question.cancel(new CancelQuestion(null), ROOT, START))
                    .then(new QuestionCancelled(null));
        }

        @Test
        void nobody_else_may() {
            asked(choice())
                    .when(question -> question.cancel(new CancelQuestion(null), JANE, START))
                    .thenRefused(ProblemCode.FORBIDDEN);
        }

        @Test
        void again_changes_nothing() {
            asked(choice())
                    .and("daemon", new QuestionCancelled(null))
                    .when(question -> question.cancel(new CancelQuestion(null), DAEMON, START))
                    .thenNothing();
        }

        @Test
        void an_answered_question_is_refused_with_its_answer() {
            Problem problem = answeredBy("jane", answered("sqlite"))
                    .when(question -> question.cancel(new CancelQuestion(null), DAEMON, START))
                    .thenRefused(ProblemCode.ALREADY_RESOLVED);

            assertThat(problem.answer().path("value").textValue()).isEqualTo("sqlite");
        }

        @Test
        void at_the_deadline_it_is_too_late() {
            asked(choice())
                    .when(question -> question.cancel(new CancelQuestion(null), DAEMON, DEADLINE))
                    .thenRefused(ProblemCode.EXPIRED);
        }
    }

    @Nested
    class Expiring {
        @Test
        void before_the_deadline_nothing_happens() {
            asked(choice())
                    .when(question -> question.expire("timer", LAST_MOMENT))
                    .thenNothing();
        }

        @Test
        void at_the_deadline_it_ends() {
            asked(choice()).when(question -> question.expire("timer", DEADLINE)).then(new QuestionExpired());
        }

        @Test
        void a_default_answers_and_is_never_shown_as_a_humans() {
            asked(ask("{'kind':'approval','prompt':'Deploy?','expiresIn':'4h','onExpiry':'default',"
                            + "'defaultValue':'decline'}"))
                    .when(question -> question.expire("timer", DEADLINE))
                    .then(new QuestionAnswered("decline", null, Answer.Source.DEFAULT, null, "timer", null));
        }

        @Test
        void nobody_repeats_the_answer_of_the_clock_as_his_own() {
            Problem problem = asked(choice())
                    .and("jane", new QuestionAnswered("sqlite", null, Answer.Source.DEFAULT, null, "timer", null))
                    .when(question -> question.answer(says("sqlite"), JANE, "http", START))
                    .thenRefused(ProblemCode.ALREADY_RESOLVED);

            assertThat(problem.detail()).contains("by default");
        }

        @Test
        void what_is_over_stays_as_it_is() {
            answeredBy("jane", answered("sqlite"))
                    .when(question -> question.expire("timer", DEADLINE))
                    .thenNothing();
        }

        @Test
        void a_question_without_a_deadline_never_ends() {
            asked(ask("{'prompt':'Which?'}"))
                    .when(question -> question.expire("timer", START.plus(Duration.ofDays(36_500))))
                    .thenNothing();
        }
    }

    private static Given<QuestionState, QuestionEvent> asked(QuestionAsked asked) {
        return Given.nothing(QUESTIONS).and("daemon", asked);
    }

    private static Given<QuestionState, QuestionEvent> answeredBy(String name, QuestionAnswered answered) {
        return asked(choice()).and(name, answered, LAST_MOMENT);
    }

    private static QuestionAsked choice() {
        return ask("{'prompt':'Which?','options':['sqlite','postgres'],'expiresIn':'4h'}");
    }

    private static QuestionAsked ask(String json) {
        return (QuestionAsked) QuestionState.ask(wish(json), null).get(0);
    }

    private static AskQuestion wish(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), AskQuestion.class);
    }

    private static AnswerQuestion says(String value) {
        return new AnswerQuestion(value, null, null, null, null);
    }

    private static QuestionAnswered answered(String value) {
        return new QuestionAnswered(value, null, Answer.Source.HUMAN, null, "http", null);
    }
}
