package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command against a real hub, as a user on the hub's machine runs it. */
class CommandsTest {
    @TempDir
    Path folder;

    private TestHub hub;
    private TestShell shell;

    @BeforeEach
    void start_a_hub_with_a_shell_beside_it() {
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
        shell = new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
    }

    @AfterEach
    void stop_the_hub() {
        hub.close();
    }

    @Nested
    class Asking_and_answering {
        @Test
        void a_question_is_in_the_inbox_and_is_answered_by_its_number() {
            shell.run("ask", "Which database?", "--option", "sqlite", "--option", "postgres");

            TestShell.Run inbox = shell.run("inbox");
            TestShell.Run answer = shell.run("answer", "1", "sqlite", "--comment", "small");

            assertThat(inbox.lines().get(1)).contains("1", "question", "admin", "Which database? [sqlite | postgres]");
            assertThat(answer.exitCode()).as(answer.err()).isZero();
            assertThat(answer.out()).contains("Answered Which database?", "sqlite");
            assertThat(shell.run("inbox").out()).contains("Nothing waits for you");
            assertThat(shell.run("inbox", "--all").out()).contains("\"sqlite\" by admin (cli)");
        }

        @Test
        void ask_and_wait_prints_the_answer_and_nothing_else() {
            CompletableFuture<TestShell.Run> asking =
                    CompletableFuture.supplyAsync(() -> shell.run("ask", "Deploy?", "--approval", "--wait"));
            Eventually.until(
                    "the question is asked", () -> shell.run("inbox").out().contains("Deploy?"));

            shell.run("answer", "1", "approve");

            TestShell.Run asked = asking.join();
            assertThat(asked.exitCode()).isZero();
            assertThat(asked.out()).isEqualTo("approve" + System.lineSeparator());
            assertThat(asked.err()).contains("waiting for the answer");
        }

        @Test
        void ask_and_wait_survives_a_restart_of_the_hub() {
            CompletableFuture<TestShell.Run> asking =
                    CompletableFuture.supplyAsync(() -> shell.run("ask", "Deploy?", "--approval", "--wait"));
            Eventually.until(
                    "the question is asked", () -> shell.run("inbox").out().contains("Deploy?"));

            hub.restart();
            shell.run("answer", "1", "decline");

            assertThat(asking.join().result()).isEqualTo("decline");
        }

        @Test
        void waiting_ends_in_time_with_exit_code_4_and_the_question_stays() {
            TestShell.Run run = shell.run("ask", "Anyone?", "--wait", "--timeout", "200ms");

            assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("There is no answer yet; the question stays open", "signalbox wait ");
            assertThat(shell.run("inbox").out()).contains("Anyone?");
        }

        @Test
        void a_default_answers_when_the_deadline_passes_and_is_shown_as_one() {
            TestShell.Run run =
                    shell.run("ask", "Retry?", "--approval", "--expires", "300ms", "--default", "decline", "--wait");

            assertThat(run.result()).isEqualTo("decline");
            assertThat(shell.run("inbox", "--all").out()).contains("\"decline\" by default, nobody answered");
        }

        @Test
        void a_question_that_expires_without_a_default_is_exit_code_4() {
            TestShell.Run run = shell.run("ask", "Now?", "--expires", "200ms", "--wait");

            assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(run.err()).contains("was expired without an answer");
        }

        @Test
        void the_second_answer_is_exit_code_5_and_shows_the_first() {
            shell.run("ask", "Which?", "--option", "a", "--option", "b");
            shell.run("inbox");
            shell.run("answer", "1", "a");

            TestShell.Run second = shell.run("answer", "1", "b");

            assertThat(second.exitCode()).isEqualTo(ExitCode.CONFLICT);
            assertThat(second.out()).isEmpty();
            assertThat(second.err())
                    .contains("The question was answered by admin", "The answer is \"a\", given by admin");
        }

        @Test
        void an_answer_that_is_no_option_is_refused_with_the_options() {
            shell.run("ask", "Which?", "--option", "a", "--option", "b");
            shell.run("inbox");

            TestShell.Run run = shell.run("answer", "1", "c");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err()).contains("a, b");
        }

        @Test
        void a_daemon_may_not_answer_and_is_told_where_to_look() {
            String id = shell.run("ask", "Which?", "--quiet").result();

            TestShell.Run run = shell.with("SIGNALBOX_KEY", hub.key("daemon")).run("answer", id, "me");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            TestShell.Run given = shell.run("answer", id, "me", "--key", hub.key("viewer"));

            assertThat(run.err())
                    .contains("may not", "signalbox status", "that of SIGNALBOX_KEY", "env -u SIGNALBOX_KEY signalbox");
            assertThat(shell.run("status").out()).contains("reads  notifications, questions", "question.ask, ");
            assertThat(given.err()).contains("may not", "signalbox status").doesNotContain("env -u");
        }

        @Test
        void a_number_is_of_the_last_listing_and_of_the_right_kind() {
            shell.run("notify", "Build finished");
            shell.run("inbox");

            assertThat(shell.run("answer", "1", "x").err())
                    .contains("Number 1 of your last inbox is a notification", "signalbox resolve 1");
            assertThat(shell.run("answer", "2", "x").err())
                    .contains("There is no number 2 in your last inbox; it had one entry.");
            assertThat(shell.run("answer", "1", "x").exitCode()).isEqualTo(ExitCode.USAGE);
        }

        @Test
        void a_key_asks_once_whoever_asks_again_and_the_first_words_stand() {
            String id = shell.run("ask", "Deploy 1.4?", "--approval", "--once", "deploy-1.4", "--quiet")
                    .result();
            TestShell.Run other = shell.run("ask", "Really?", "--approval", "--once", "deploy-1.4");
            shell.run("answer", id, "approve");
            TestShell.Run again = shell.run("ask", "Deploy 1.4?", "--approval", "--once", "deploy-1.4", "--wait");
            TestShell.Run both = shell.run("ask", "Deploy?", "--once", "k", "--id", id);

            assertThat(other.exitCode()).as(other.err()).isZero();
            assertThat(other.err()).contains("asked before in other words").contains("Deploy 1.4?");
            assertThat(again.result()).isEqualTo("approve");
            assertThat(again.err()).doesNotContain("other words");
            assertThat(both.exitCode()).isEqualTo(2);
            assertThat(both.err()).contains("--once");
        }

        @Test
        void repeating_an_ask_with_its_id_asks_once() {
            String id = "019a0000-0000-7000-8000-000000000001";

            shell.run("ask", "Once?", "--id", id);
            TestShell.Run again = shell.run("ask", "Once?", "--id", id);
            TestShell.Run other = shell.run("ask", "Another?", "--id", id);

            assertThat(again.exitCode()).isZero();
            assertThat(other.exitCode()).isEqualTo(ExitCode.CONFLICT);
            assertThat(shell.run("inbox", "-o", "jsonl").lines()).hasSize(1);
        }
    }

    @Nested
    class Telling {
        @Test
        void a_notification_is_counted_by_its_dedup_key_and_closed_by_its_number() {
            shell.run("notify", "Disk full", "--dedup", "disk", "--priority", "5", "--tag", "ops");
            TestShell.Run again = shell.run("notify", "Disk full", "--dedup", "disk", "--tag", "ops");

            assertThat(again.out()).contains("2 times now");
            assertThat(shell.run("inbox").lines().get(1)).contains("notice", "Disk full ×2", "#ops");
            assertThat(shell.run("acknowledge", "1").out()).contains("Acknowledged Disk full");
            assertThat(shell.run("resolve", "1", "--comment", "cleaned").out()).contains("Resolved Disk full");
            assertThat(shell.run("inbox").out()).contains("Nothing waits for you");
            assertThat(shell.run("inbox", "--all").out()).contains("resolved by admin");
        }

        @Test
        void questions_come_first_then_the_most_urgent() {
            shell.run("notify", "later", "--priority", "1");
            shell.run("notify", "now", "--priority", "5");
            shell.run("ask", "soon?", "--priority", "4");

            assertThat(shell.run("inbox", "-o", "jsonl").lines())
                    .extracting(line -> json(line).path("priority").asInt())
                    .containsExactly(4, 5, 1);
        }

        @Test
        void quiet_leaves_the_id_and_json_is_the_apis() {
            String id = shell.run("notify", "one", "--quiet").result();
            JsonNode posted =
                    json(shell.run("notify", "two", "--output", "json").out());

            assertThat(id).matches("[0-9a-f-]{36}");
            assertThat(posted.path("state").asText()).isEqualTo("open");
            assertThat(json(shell.run("inbox", "-o", "json").out()).path("items"))
                    .hasSize(2);
        }

        @Test
        void what_others_write_cannot_steer_the_terminal() {
            hub.post("daemon", "/v1/notifications", "{\"title\": \"ok\\u001b[2K\\u001b]0;owned\\u0007\"}")
                    .expect(201);

            TestShell.Run inbox = shell.onTerminals("012").with("NO_COLOR", "1").run("inbox");

            assertThat(inbox.out()).contains("ok[2K]0;owned").doesNotContain("\u001b", "\u0007");
        }

        @Test
        void more_than_ascii_survives() {
            shell.run("notify", "naïve ☕ 完了");

            assertThat(shell.run("inbox").out()).contains("naïve ☕ 完了");
        }
    }

    @Nested
    class LiveTail {
        @Test
        void events_come_page_by_page_with_a_cursor_for_the_next() {
            for (int i = 1; i <= 5; i++) shell.run("notify", "n" + i);

            TestShell.Run first = shell.run("events", "--types", "notification.posted", "--limit", "2");
            String cursor = first.err().replaceAll("(?s).*--after (\\S+).*", "$1");
            TestShell.Run rest = shell.run("events", "--types", "notification.posted", "--after", cursor, "--all");

            assertThat(first.lines()).hasSize(2);
            assertThat(first.lines().get(0)).contains("notification.posted", "admin", "n1");
            assertThat(rest.lines()).hasSize(3);
            assertThat(rest.lines().get(2)).contains("n5");
        }

        @Test
        void what_was_said_is_found_by_its_words_now_and_as_it_was() {
            shell.run("notify", "deploy ISSUE-4711 on friday");
            shell.run("notify", "deploy on monday");

            TestShell.Run found = shell.run("recall", "deploy", "4711");
            TestShell.Run two = shell.run("recall", "deploy", "--limit", "1");
            TestShell.Run none = shell.run("recall", "deploy", "sunday");
            JsonNode hit = json(
                    shell.run("recall", "\"on friday\"", "-o", "jsonl").lines().get(0));

            assertThat(found.lines()).hasSize(2);
            assertThat(found.lines().get(1)).contains("notification", "admin", "deploy ISSUE-4711 on friday");
            assertThat(two.err()).contains("More: --cursor ");
            assertThat(none.exitCode()).isZero();
            assertThat(none.err()).contains("Nothing has all of these words.");
            assertThat(hit.path("type").asText()).isEqualTo("notification.posted");
            assertThat(shell.run("recall", "deploy", "--as-of", "0").out()).isEmpty();
            assertThat(shell.run("recall", "deploy", "--kind", "key").err()).contains("kind");
            assertThat(shell.run("recall").exitCode()).isEqualTo(2);
        }

        @Test
        void json_gives_the_page_and_jsonl_an_event_a_line() {
            shell.run("notify", "n");

            JsonNode page = json(shell.run("events", "--types", "notification.*", "-o", "json")
                    .out());
            List<String> lines = shell.run("events", "--types", "notification.*", "-o", "jsonl")
                    .lines();

            assertThat(page.path("events")).hasSize(1);
            assertThat(page.path("next").asText()).matches("[0-9a-f]{8}\\.\\d+\\.[0-9a-f]{8}");
            assertThat(json(lines.get(0)).path("specversion").asText()).isEqualTo("1.0");
        }

        @Test
        void tail_goes_on_through_a_restart_of_the_hub_without_gap_or_repeat() {
            TestShell.Live tail = shell.start("tail", "--types", "notification.posted", "--count", "3");
            Eventually.assertThat(() -> assertThat(tail.err()).contains("Following"));

            shell.run("notify", "before");
            Eventually.assertThat(() -> assertThat(tail.out()).contains("before"));
            hub.stop();
            Eventually.assertThat(() -> assertThat(tail.err()).contains("The hub is away"));
            hub.open();
            shell.run("notify", "between");
            shell.run("notify", "after");

            TestShell.Run ended = tail.end();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.lines()).hasSize(3);
            assertThat(ended.lines())
                    .extracting(line -> line.replaceAll(".*(before|between|after) .*", "$1"))
                    .containsExactly("before", "between", "after");
            assertThat(ended.err()).contains("The hub is back; going on where it stopped");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "foo.bar | No event is of type foo.bar. There are: ",
                    "questions.* | Did you mean question.*?",
                    "question.answerd | There are: question.asked, question.answered",
                    "slack_interactions.asked | slack_interactions.put",
                    "trace.* | --log traces"
                })
        void types_that_nothing_will_ever_be_are_told_at_once(String type, String said) {
            TestShell.Live tail = shell.start("tail", "--types", type + ",question.asked", "--count", "1");
            Eventually.assertThat(() -> assertThat(tail.err()).contains(said));
            TestShell.Run page = shell.run("events", "--types", type);
            shell.run("ask", "The end?");

            assertThat(tail.end().exitCode()).isZero();
            assertThat(page.err()).contains(said);
            assertThat(page.exitCode()).isZero();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "*",
                    "question.*",
                    "question.asked",
                    "slack_interactions.*",
                    "slack_interactions.appended",
                    "log.rewound",
                    "trace.* --log traces"
                })
        void types_that_may_be_are_not_talked_about(String types) {
            assertThat(shell.run(("events --types " + types).split(" ")).err()).isEmpty();
        }

        @Test
        void a_word_that_is_no_type_is_told_with_one_that_is() {
            assertThat(shell.run("events", "--types", "questions").err()).contains("A type has a dot: question.*");
        }

        @Test
        void the_beginning_of_an_id_stands_for_it_in_a_subject() {
            String id = shell.run("ask", "Which?", "--quiet").result();

            assertThat(shell.run("events", "--subject", "question/" + id.substring(0, 20))
                            .out())
                    .contains("Which?");
        }

        @Test
        void tail_says_that_its_cursor_belongs_to_another_history() {
            TestShell.Live tail = shell.start("tail", "--after", "deadbeef.5.00000000", "--count", "1");
            Eventually.assertThat(() -> assertThat(tail.err()).contains("The hub's log is another one now"));

            shell.run("notify", "new history");

            assertThat(tail.end().out()).contains("new history");
        }
    }

    @Nested
    class Operating {
        @Test
        void a_key_is_made_works_and_is_revoked_by_name() {
            String secret = shell.run("keys", "create", "jane", "--role", "user", "--quiet")
                    .result();
            TestShell asJane = new TestShell(folder)
                    .with("SIGNALBOX_URL", hub.url().toString())
                    .with("SIGNALBOX_KEY", secret);

            assertThat(asJane.run("status").out()).contains("you    jane (user)");
            assertThat(shell.run("keys", "list").out())
                    .contains("jane", "admin")
                    .doesNotContain(secret);
            assertThat(shell.run("keys", "revoke", "jane").out()).contains("Revoked jane");
            Eventually.assertThat(
                    () -> assertThat(asJane.run("inbox").exitCode()).isEqualTo(ExitCode.REFUSED));
            assertThat(shell.run("keys", "revoke", "jane").err())
                    .contains("The key \"jane\" is revoked already", "keys list");
            assertThat(shell.run("keys", "revoke", "admin").err())
                    .contains("last admin key", "signalbox keys revoke admin --force");
        }

        @Test
        void a_link_opens_the_page_signed_in_and_who_is_signed_in_is_listed_and_ended() throws Exception {
            TestShell.Run opened = shell.run("open", "--print");
            assertThat(opened.out()).matches("(?s)" + hub.url() + "/#/in/sbt_\\S+\\s*");
            assertThat(opened.err()).contains("once, within 60 seconds");
            String ticket = opened.out().strip().substring(opened.out().indexOf("sbt_"));
            HttpRequest signsIn = HttpRequest.newBuilder(URI.create(hub.url() + "/v1/sign-ins?ticket=" + ticket))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            TestHub.send(signsIn).expect(201);

            String id = shell.run("keys", "sign-ins").lines().get(1).split(" ", 2)[0];
            assertThat(shell.run("keys", "sign-ins").out()).contains(id, "admin", "Java-http-client");
            assertThat(shell.run("keys", "sign-out", id).out()).contains("Signed out admin", id);
            assertThat(shell.run("keys", "sign-out", id).exitCode()).isEqualTo(ExitCode.REFUSED);
        }

        @Test
        void a_rotated_key_has_a_new_secret_and_the_old_one_for_a_while() {
            String old =
                    shell.run("keys", "create", "ci", "--role", "daemon", "-q").result();
            TestShell.Run rotated = shell.run("keys", "rotate", "ci");

            assertThat(rotated.exitCode()).as(rotated.err()).isZero();
            assertThat(rotated.err()).contains("Rotated ci (daemon", "opens until", "only its hash");
            for (String secret : List.of(old, rotated.result())) {
                assertThat(shell.run("status", "--key", secret).out()).contains("ci (daemon)");
            }
            String third =
                    shell.run("keys", "rotate", "ci", "--overlap", "0s", "-q").result();
            assertThat(shell.run("status", "--key", rotated.result()).err()).contains("The key in use was refused");
            assertThat(shell.run("status", "--key", third).out()).contains("ci (daemon)");
            assertThat(shell.run("keys", "list").out())
                    .contains("LAST USED")
                    .containsPattern("ci .*daemon.* this hour");
            assertThat(shell.run("keys", "rotate", "ci", "--overlap", "31d").err())
                    .contains("at most 30 days");
        }

        @Test
        void the_key_file_follows_when_its_key_is_rotated() {
            assertThat(shell.run("keys", "rotate", "admin", "--overlap", "0s").exitCode())
                    .isZero();

            assertThat(shell.run("status").out()).contains("admin (admin)");
        }

        @Test
        void of_two_keys_of_one_name_the_ids_are_shown() {
            String id = shell.run("keys", "create", "twin", "--role", "viewer", "-q")
                    .result()
                    .split("_", 4)[2];
            shell.run("keys", "create", "twin", "--role", "daemon");

            for (String what : List.of("rotate", "revoke")) {
                TestShell.Run run = shell.run("keys", what, "twin");
                assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
                assertThat(run.err())
                        .contains("2 keys are named \"twin\"", id + "  viewer, made", "daemon, made", "never used");
            }
            assertThat(shell.run("keys", "revoke", id).exitCode()).isZero();
            assertThat(shell.run("keys", "revoke", "twin").exitCode()).isZero();
            assertThat(shell.run("keys", "revoke", "nobody").err()).contains("There is no key \"nobody\".");
        }

        @Test
        void a_pair_for_langfuse_is_printed_as_its_clients_read_it() {
            String out = shell.run("keys", "create", "agent", "--role", "daemon", "--langfuse")
                    .out();

            assertThat(out)
                    .containsPattern("(?m)^LANGFUSE_PUBLIC_KEY=pk-lf-\\w+-\\w+$")
                    .containsPattern("(?m)^LANGFUSE_SECRET_KEY=sk-lf-\\w+-\\w+$")
                    .contains("LANGFUSE_HOST=" + hub.url(), "LANGFUSE_BASE_URL=" + hub.url());
        }

        @Test
        void without_a_key_it_says_where_it_looked() throws IOException {
            Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));

            TestShell.Run run = new TestShell(elsewhere)
                    .with("SIGNALBOX_URL", hub.url().toString())
                    .run("inbox");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err())
                    .contains(
                            "No valid key",
                            elsewhere.resolve("signalbox-data/admin.key").toString(),
                            "SIGNALBOX_DATA");
        }

        @Test
        void status_shows_readiness_head_and_followers() {
            TestShell.Run run = shell.run("status");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("ready", "store  sqlite", "you    admin (admin)", "head ", "questions");
            assertThat(json(shell.run("status", "-o", "json").out())
                            .path("ready")
                            .asBoolean())
                    .isTrue();
            assertThat(shell.run("status", "--quiet").out()).isEmpty();
        }

        @Test
        void a_projection_is_rebuilt_while_its_rows_stay() {
            shell.run("ask", "Still there?");

            TestShell.Run run = shell.run("projections", "rebuild", "questions", "--wait");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(shell.run("projections", "list").out()).contains("questions", "live");
            assertThat(shell.run("inbox").out()).contains("Still there?");
            assertThat(shell.run("projections", "rebuild", "nothing").exitCode())
                    .isEqualTo(ExitCode.REFUSED);
        }

        @Test
        void colours_only_on_a_terminal() {
            shell.run("ask", "Colour?");

            assertThat(shell.run("inbox").out()).doesNotContain("\u001b");
            assertThat(shell.onTerminals("012").run("inbox").out()).contains("\u001b[2m");
            assertThat(shell.with("NO_COLOR", "1").run("inbox").out()).doesNotContain("\u001b");
        }
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
