package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person does with what waits: find it, read it, answer it, close it. */
class InboxTest {
    @TempDir
    static Path folder;

    private static TestHub hub;
    private final TestShell shell =
            new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());

    @BeforeAll
    static void start_a_hub() {
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
    }

    @AfterAll
    static void stop_the_hub() {
        hub.close();
    }

    @AfterEach
    void leave_an_empty_inbox() {
        shell.run("inbox", "--questions", "--quiet");
        for (String line : shell.run("inbox", "--questions", "-o", "jsonl").lines()) {
            shell.run("cancel", json(line).path("id").asText());
        }
        shell.run("resolve", "--all", "--yes");
    }

    @Test
    void a_question_of_a_traced_program_says_of_which_work_and_an_answer_at_the_terminal_when_it_was_seen() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        TestShell traced = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("TRACEPARENT", "00-" + trace + "-b7ad6b7169203331-01");
        String id = traced.run("ask", "Traced?", "--quiet").result();
        String odd = traced.with("TRACEPARENT", "nonsense")
                .run("ask", "Odd?", "--quiet")
                .result();

        TestShell typing = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .onTerminals("012")
                .typing(new ByteArrayInputStream("yes\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(typing.run("answer", id).exitCode()).isZero();

        JsonNode answered = json(shell.run("show", id, "--output", "json").out());
        assertThat(answered.path("traceId").asText()).isEqualTo(trace);
        assertThat(answered.at("/answer/seenAt").asText()).isNotEmpty();
        JsonNode untraced = json(shell.run("show", odd, "--output", "json").out());
        assertThat(untraced.path("prompt").asText()).isEqualTo("Odd?");
        assertThat(untraced.has("traceId")).isFalse();
    }

    @Nested
    class Listing {
        @Test
        void a_question_comes_before_a_notice_that_is_more_urgent() {
            shell.run("notify", "Build finished", "--priority", "5");
            shell.run("ask", "Deploy?", "--approval", "--priority", "1");

            List<String> lines = shell.run("inbox").lines();

            assertThat(lines.get(1)).contains("1  question", "Deploy? [approve | decline]");
            assertThat(lines.get(2)).contains("2  notice", "Build finished");
            assertThat(shell.run("answer", "1", "approve").exitCode()).isZero();
        }

        @Test
        void what_has_a_body_has_a_mark() {
            shell.run("ask", "With?", "--body", "why");
            shell.run("ask", "Without?");

            assertThat(shell.run("inbox").out()).contains("With? ¶").doesNotContain("Without? ¶");
        }

        @ParameterizedTest
        @CsvSource({
            "--questions, Q1 Q2", "--notices, N5 N2", "--tag ops, Q1 N5", "--tag ops --tag disk, N5",
            "--from admin, Q1 Q2 N5 N2", "--from nobody, ''", "--priority 4, Q1 N5", "--priority 3 --questions, Q1 Q2",
            "--all --notices, N5 N2"
        })
        void it_is_narrowed(String options, String expected) {
            String tag = "t" + UUID.randomUUID();
            shell.run("ask", "Q1", "--priority", "4", "--tag", "ops", "--tag", tag);
            shell.run("ask", "Q2", "--tag", tag);
            shell.run("notify", "N5", "--priority", "5", "--tag", "disk", "--tag", "ops", "--tag", tag);
            shell.run("notify", "N2", "--priority", "2", "--tag", tag);

            TestShell.Run run = shell.run(("inbox -o jsonl --tag " + tag + " " + options).split(" "));

            assertThat(run.lines().stream().map(InboxTest::json).map(item -> item.path("prompt")
                            .asText(item.path("title").asText())))
                    .as(run.err())
                    .containsExactly(expected.isEmpty() ? new String[0] : expected.split(" "));
        }

        @Test
        void an_urgent_one_is_found_behind_many_newer_ones() {
            shell.run("notify", "old and urgent", "--priority", "5");
            for (int i = 0; i < 3; i++) shell.run("notify", "new", "--priority", "2");

            TestShell.Run run = shell.run("inbox", "--limit", "2");

            assertThat(run.lines().get(1)).contains("old and urgent");
            assertThat(run.lines()).hasSize(3);
            assertThat(run.err()).contains("There is more");
        }

        @Test
        void the_count_is_a_number_or_words_or_json() {
            shell.run("ask", "one?");
            shell.run("notify", "two");
            shell.run("notify", "three");

            assertThat(shell.run("inbox", "--count").result()).isEqualTo("3");
            assertThat(shell.run("inbox", "--count", "--questions").result()).isEqualTo("1");
            assertThat(shell.run("inbox", "--count", "-o", "text").result()).isEqualTo("1 question, 2 notices");
            assertThat(json(shell.run("inbox", "--count", "-o", "json").out()))
                    .isEqualTo(json("{\"questions\":1,\"notices\":2}"));
        }

        @Test
        void counting_nothing_is_zero_and_no_failure() {
            TestShell.Run run = shell.run("inbox", "--count");

            assertThat(run.result()).isEqualTo("0");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Nested
    class Showing {
        @Test
        void a_question_says_all_that_is_known_and_what_happened() {
            String id = shell.run(
                            "ask",
                            "Which database?",
                            "--option",
                            "sqlite",
                            "--option",
                            "postgres",
                            "--tag",
                            "ops",
                            "--expires",
                            "4h",
                            "--default",
                            "sqlite",
                            "--body",
                            "Small *team*, [see](https://x.example/a)",
                            "--quiet")
                    .result();
            shell.run("inbox");

            TestShell.Run open = shell.run("show", "1");
            shell.run("answer", "1", "sqlite", "--comment", "it is enough");
            TestShell.Run answered = shell.run("show", id.substring(0, 18));

            assertThat(open.exitCode()).as(open.err()).isZero();
            assertThat(open.out())
                    .contains(
                            "Which database?",
                            "pending, priority 3 #ops",
                            "admin",
                            "then sqlite",
                            "1  sqlite",
                            "2  postgres",
                            id,
                            "Small team",
                            "https://x.example/a",
                            "asked by admin",
                            "signalbox answer 1")
                    .doesNotContain("*team*");
            assertThat(answered.out()).contains("answered \"sqlite\" by admin (cli): it is enough");
        }

        @Test
        void a_notice_says_all_that_is_known_and_what_happened() {
            shell.run("notify", "Disk full", "--dedup", "disk", "--link", "https://ci.example.org/7");
            shell.run("notify", "Disk full", "--dedup", "disk", "--link", "https://ci.example.org/7", "--body", "91 %");
            shell.run("inbox");
            shell.run("acknowledge", "1", "--comment", "on it");

            TestShell.Run run = shell.run("show", "1");

            assertThat(run.out())
                    .contains(
                            "Disk full",
                            "2 times",
                            "https://ci.example.org/7",
                            "91 %",
                            "posted by admin",
                            "repeated by admin",
                            "acknowledged by admin: on it");
        }

        @Test
        void no_body_steers_the_terminal() {
            hub.post(
                            "daemon",
                            "/v1/notifications",
                            "{\"title\": \"evil\", \"body\": \"a\\u001b[2Jb &#27;]0;owned&#7; \\u202Egnp c\\u009b1m "
                                    + "[l](https://x/&#27;[1m)\\n\\n    code \\u001b[31m\"}")
                    .expect(201);
            shell.onTerminals("012").with("NO_COLOR", "1").run("inbox");

            TestShell.Run run = shell.run("show", "1");

            assertThat(run.out()).contains("evil", "code").doesNotContain("\u001b", "\u0007", "\u202e", "\u009b");
        }

        @Test
        void bodies_are_wrapped_at_blanks() {
            shell.run("notify", "long", "--body", "word ".repeat(60).strip());
            shell.run("inbox");

            TestShell.Run run = shell.with("COLUMNS", "60")
                    .onTerminals("012")
                    .with("NO_COLOR", "1")
                    .run("show", "1");

            assertThat(run.lines())
                    .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(60));
            assertThat(run.out()).doesNotContain("wor\n", "wo\n");
        }

        @Test
        void json_has_the_history() {
            shell.run("ask", "Json?");
            shell.run("inbox");

            JsonNode shown = json(shell.run("show", "1", "-o", "json").out());

            assertThat(shown.path("item").asText()).isEqualTo("question");
            assertThat(shown.path("history").path(0).path("type").asText()).isEqualTo("question.asked");
        }

        @Test
        void what_is_not_there_and_what_is_meant_twice_is_said() {
            String one = "019aa3f0-1111-7000-8000-000000000001";
            String two = "019aa3f0-1111-7000-8000-000000000002";
            shell.run("notify", "one", "--id", one);
            shell.run("ask", "two", "--id", two);

            TestShell.Run both = shell.run("show", "019aa3f0-1111");
            TestShell.Run none = shell.run("show", "ffffffff");

            assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(both.err()).contains("More than one id begins with 019aa3f0-1111", one, two);
            assertThat(none.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(none.err()).contains("ffffffff", "signalbox inbox --all");
            assertThat(shell.run("show", "019AA3F0-1111-7000-8000-000000000002…")
                            .out())
                    .contains("two");
        }
    }

    @Nested
    class Answering {
        @ParameterizedTest
        @CsvSource({"postgres, postgres", "P, postgres", "post, postgres", "3, sqlite", "SQLite, sqlite", "1, postgres"
        })
        void options_are_taken_by_number_and_by_their_beginning(String typed, String answer) {
            shell.run("ask", "Which?", "--option", "postgres", "--option", "mysql", "--option", "sqlite");
            shell.run("inbox");

            TestShell.Run run = shell.run("answer", "1", typed, "-o", "json");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(json(run.out()).path("answer").path("value").asText()).isEqualTo(answer);
        }

        @ParameterizedTest
        @CsvSource({
            "s, begins sqlite and surreal",
            "4, none of its answers",
            "0, none of its answers",
            "x, none of its answers"
        })
        void what_may_mean_several_or_none_answers_nothing(String typed, String said) {
            shell.run("ask", "Which?", "--option", "sqlite", "--option", "surreal", "--option", "mysql");
            shell.run("inbox");

            TestShell.Run run = shell.run("answer", "1", typed);

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err()).contains(said, "sqlite, surreal, mysql");
            assertThat(shell.run("inbox").out()).contains("Which?");
        }

        @ParameterizedTest
        @CsvSource({"1, false", "2, false", "20, true"})
        void where_options_are_numbers_only_a_whole_one_counts(String typed, boolean taken) {
            shell.run("ask", "How many?", "--option", "10", "--option", "20");
            shell.run("inbox");

            assertThat(shell.run("answer", "1", typed).exitCode() == 0).isEqualTo(taken);
        }

        @Test
        void a_text_is_an_answer_as_it_is() {
            shell.run("ask", "What?");
            shell.run("inbox");

            assertThat(json(shell.run("answer", "1", "1", "-o", "json").out())
                            .path("answer")
                            .path("value")
                            .asText())
                    .isEqualTo("1");
        }

        @Test
        void a_wrong_number_names_the_questions_that_are_there() {
            shell.run("ask", "Deploy to production?", "--approval");
            shell.run("notify", "Build finished");
            shell.run("inbox");

            TestShell.Run notice = shell.run("answer", "2", "approve");
            TestShell.Run none = shell.run("answer", "7", "approve");

            assertThat(List.of(notice, none)).allSatisfy(run -> {
                assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
                assertThat(run.err()).contains("Questions there:", "1 Deploy to production?");
            });
            assertThat(notice.err()).contains("Number 2 of your last inbox is a notification");
        }

        @Test
        void without_a_value_the_person_is_shown_the_question_and_asked_until_it_is_one() {
            shell.run("ask", "Which?", "--option", "sqlite", "--option", "surreal", "--body", "It must be small.");
            shell.run("inbox");

            TestShell.Run run = typing("x\ns\nsq\n").run("answer", "1");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err())
                    .containsSubsequence(
                            "Which?",
                            "It must be small.",
                            "Answer (1 sqlite, 2 surreal), empty for none:",
                            "\"x\" is none of its answers",
                            "\"s\" begins sqlite and surreal");
            assertThat(run.out()).contains("Answered Which?  sqlite");
        }

        @ParameterizedTest
        @CsvSource({"'\n'", "''"})
        void an_empty_line_or_the_end_of_input_answers_nothing(String typed) {
            shell.run("ask", "Which?");
            shell.run("inbox");

            TestShell.Run run = typing(typed).run("answer", "1");

            assertThat(run.exitCode()).isZero();
            assertThat(run.err()).contains("Nothing was answered");
            assertThat(shell.run("inbox").out()).contains("Which?");
        }

        @Test
        void without_a_value_and_a_terminal_it_says_what_to_do() {
            shell.run("ask", "Which?");
            shell.run("inbox");

            TestShell.Run run = shell.run("answer", "1");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("no terminal to ask at", "signalbox answer 1 VALUE", "signalbox show 1");
        }

        private TestShell typing(String text) {
            return shell.onTerminals("012")
                    .with("NO_COLOR", "1")
                    .typing(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Nested
    class Waiting {
        @Test
        void one_goes_on_waiting_for_a_question_asked_before() {
            TestShell.Run asked = shell.run("ask", "Deploy?", "--approval", "--wait", "--timeout", "10ms");
            String id = asked.err().replaceAll("(?s).*signalbox wait (\\S+).*", "$1");

            TestShell.Live waiting = shell.start("wait", id.substring(0, 20));
            shell.run("answer", id, "approve");
            TestShell.Run ended = waiting.end();

            assertThat(asked.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.result()).isEqualTo("approve");
            assertThat(shell.run("wait", id).result())
                    .as("also when it was answered long ago")
                    .isEqualTo("approve");
        }

        @Test
        void it_ends_in_time_and_when_the_question_is_taken_back() {
            shell.run("ask", "Deploy?", "--approval");
            shell.run("inbox");

            TestShell.Run inTime = shell.run("wait", "1", "--timeout", "10ms");
            TestShell.Run cancelled = shell.run("cancel", "1", "--reason", "done by hand");
            TestShell.Run after = shell.run("wait", "1");

            assertThat(inTime.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(inTime.err()).contains("signalbox wait ");
            assertThat(cancelled.out()).contains("Cancelled Deploy?");
            assertThat(after.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(after.err()).contains("was cancelled without an answer");
            assertThat(shell.run("show", "1").out()).contains("cancelled by admin: done by hand");
        }

        @Test
        void what_was_answered_cannot_be_taken_back() {
            shell.run("ask", "Deploy?", "--approval");
            shell.run("inbox");
            shell.run("answer", "1", "a");

            TestShell.Run run = shell.run("cancel", "1");

            assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT);
            assertThat(run.err()).contains("approve");
        }
    }

    @Nested
    class Closing {
        @Test
        void several_numbers_ranges_and_ids_are_closed_at_once() {
            for (int i = 1; i <= 7; i++) shell.run("notify", "n" + i);
            String id = shell.run("notify", "by id", "--quiet").result();
            shell.run("inbox");
            String seventh = shell.run("inbox", "-o", "jsonl").lines().get(0);

            TestShell.Run run = shell.run("resolve", "2-4", "6,7", id);

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.lines()).hasSize(6).allSatisfy(line -> assertThat(line)
                    .startsWith("Resolved "));
            assertThat(shell.run("inbox", "-o", "jsonl").lines()).hasSize(2);
            assertThat(json(seventh).path("id").asText()).isEqualTo(id);
        }

        @Test
        void filters_close_all_of_a_kind() {
            shell.run("notify", "a", "--tag", "build");
            shell.run("notify", "b", "--tag", "build", "--priority", "5");
            shell.run("notify", "c");

            TestShell.Run urgent = shell.run("acknowledge", "--tag", "build", "--priority", "4");
            TestShell.Run rest = shell.run("resolve", "--tag", "build");

            assertThat(urgent.lines()).containsExactly("Acknowledged b");
            assertThat(rest.lines()).containsExactly("Resolved a");
            assertThat(shell.run("inbox", "--count").result()).isEqualTo("1");
            assertThat(shell.run("resolve", "--tag", "nothing").err()).contains("nothing to resolve");
        }

        @Test
        void all_asks_on_a_terminal_and_needs_yes_without_one() {
            shell.run("notify", "a");
            shell.run("notify", "b");

            TestShell.Run alone = shell.run("resolve", "--all");
            TestShell.Run no = terminal("n\n").run("resolve", "--all");
            TestShell.Run yes = terminal("y\n").run("resolve", "--all");

            assertThat(alone.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(alone.err()).contains("all 2 open notices", "--yes");
            assertThat(no.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(no.err()).contains("[y/N]", "Nothing was closed");
            assertThat(yes.exitCode()).isZero();
            assertThat(yes.lines()).hasSize(2);
        }

        private TestShell terminal(String typed) {
            return new TestShell(folder)
                    .with("SIGNALBOX_URL", hub.url().toString())
                    .onTerminals("012")
                    .with("NO_COLOR", "1")
                    .typing(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        }

        @Test
        void what_is_refused_is_said_and_the_rest_is_closed() {
            shell.run("notify", "a");
            shell.run("notify", "b");
            shell.run("inbox");
            shell.run("resolve", "1", "--comment", "mine");

            TestShell.Run partly = shell.run("resolve", "1", "2", "--comment", "yours");
            TestShell.Run nobody = shell.run("resolve", "2", "ffffffff-0000-7000-8000-000000000000");

            assertThat(partly.exitCode()).isEqualTo(ExitCode.CONFLICT);
            assertThat(partly.lines()).containsExactly("Resolved a");
            assertThat(partly.err()).contains("Not closed: 1 b:", "1 of 2 were closed");
            assertThat(nobody.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(nobody.err()).contains("Not closed: ffffffff");
        }

        @Test
        void a_question_among_the_numbers_closes_nothing() {
            shell.run("ask", "Deploy?", "--approval");
            shell.run("notify", "a");
            shell.run("inbox");

            TestShell.Run run = shell.run("resolve", "1-2");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("Number 1 of your last inbox is a question", "Deploy?");
            assertThat(shell.run("inbox", "--count").result()).isEqualTo("2");
        }

        @Test
        void programs_get_what_was_closed() {
            shell.run("notify", "a");
            shell.run("notify", "b");
            shell.run("inbox");

            JsonNode closed = json(shell.run("resolve", "1-2", "-o", "json").out());

            assertThat(closed.path("items")).hasSize(2);
            assertThat(closed.path("items").path(0).path("state").asText()).isEqualTo("resolved");
        }
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
