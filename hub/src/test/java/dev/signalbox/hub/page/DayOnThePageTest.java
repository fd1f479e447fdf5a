package dev.signalbox.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page as people use it, in a real browser: what the policy of the page forbids, an error of a script or a request
 * that fails, is a failure of every test. It runs where there is a Chromium, and else says that it did not.
 */
class DayOnThePageTest extends OnThePage {
    @Test
    void what_one_answers_changes_before_the_eyes_of_the_other() {
        Tab jane = byLink("user");
        Tab tom = byKey(hub.newKey("tom", "user"));
        jane.untilShown("Nothing waits for you");

        ask("Which database?", "sqlite", "postgres");
        for (Tab each : List.of(jane, tom)) {
            each.untilShown("Which database?");
            each.until("the title counts", "document.title.startsWith('(1) ')");
        }
        tom.press("button.answer", "postgres");

        jane.untilShown("by tom");
        tom.untilShown("by you");
        for (Tab each : List.of(jane, tom)) each.until("nothing is counted", "document.title === 'Inbox · Signalbox'");
    }

    @Test
    void who_is_overtaken_sees_both_sides() {
        Tab jane = byLink("user");
        String id = ask("Deploy now?", "yes", "no");
        jane.untilShown("Deploy now?");
        String before =
                "(window.before = import('./page/inbox-store.js').then(({ inbox }) => [inbox, inbox.questions.get('"
                        + id + "')]))";
        jane.eval(before + ".then(() => true)");
        hub.post("admin", "/v1/questions/" + id + "/answer", Map.of("value", "no"))
                .expect(200);

        jane.eval("window.before.then(([inbox, question]) => inbox.answer(question, 'yes'))");

        jane.untilShown("Somebody was faster");
        jane.untilShown("not taken");
        jane.expected("409");
    }

    @Test
    void a_notification_is_closed_in_a_while_and_until_then_it_can_be_taken_back() {
        Tab jane = byLink("user");
        String id = post("Disk is 91 % full");
        jane.untilShown("Disk is 91 % full");
        jane.eval("document.querySelector('notification-row article').focus()");

        jane.press("button", "Resolve");
        jane.untilShown("Resolving …");
        jane.press("button", "Undo");
        jane.untilShown("Taken back");
        assertThat(state(id)).isEqualTo("open");
        jane.press("button", "Acknowledge");

        Eventually.until("the hub is told", () -> state(id).equals("acknowledged"));
    }

    @Test
    void everything_is_done_with_the_keyboard_alone() {
        ask("First?", "yes", "no");
        String told = post("Build finished");
        String other = post("Tests are green");
        Tab jane = stage.window(Stage.WIDE, Stage.HIGH);
        jane.open(hub.url() + "/");
        jane.untilShown("Sign in");
        jane.type(hub.key("user"));
        jane.key("Enter");
        jane.untilShown("First?");

        jane.key("?");
        jane.untilShown("the next one, the one before");
        jane.key("Escape");
        jane.untilGone("the next one, the one before");
        jane.key("j");
        jane.until("the question has the focus", "document.activeElement.closest('question-card')");
        jane.key("1");
        jane.untilShown("Answered: yes");
        for (int i = 0; i < 2; i++) {
            jane.key("j");
            jane.key("x");
        }
        jane.untilShown("2 marked");
        jane.key("r");
        jane.untilShown("Resolved: 2 notifications");
        jane.eval("dispatchEvent(new Event('pagehide'))");
        Eventually.until("who leaves is heard", () -> List.of(state(told), state(other))
                .equals(List.of("resolved", "resolved")));
        jane.key("/");
        jane.type("nothing is called so");
        jane.untilShown("Nothing is like that");
        assertThat(jane.eval("location.hash").asText()).isEqualTo("#/inbox?q=nothing+is+called+so");
        jane.key("Escape");
        jane.untilGone("Nothing is like that");
    }

    @Test
    void on_a_phone_a_question_is_answered_with_one_finger_and_nothing_is_wider_than_it() {
        String id = ask("Which of these should the nightly build use from now on?", "sqlite", "postgres");
        post("A notification with quite a long title that goes over more than one line of a phone");
        Tab phone = stage.window(360, 740);
        phone.size(360, 740, true);
        phone.open(hub.url() + "/#/in/" + ticket("user"));
        phone.untilShown("Which of these");

        assertThat(phone.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
        phone.press("button.answer", "sqlite");
        phone.untilShown("Answered: sqlite");
        phone.eval("location.hash = '#/questions/" + id + "'");
        phone.untilShown("What happened");
        assertThat(phone.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
        assertThat(hub.get("user", "/v1/questions/" + id)
                        .json()
                        .path("answer")
                        .path("via")
                        .asText())
                .isEqualTo("dashboard");
    }

    @Test
    void a_hub_that_was_away_is_followed_on_from_where_it_was() {
        Tab jane = byLink("user");
        ask("Before?", "yes");
        jane.untilShown("Before?");

        hub.stop();
        jane.untilShown("The hub is away");
        jane.press("button.answer", "yes");
        jane.untilShown("Your answer is kept here");
        hub.open();
        ask("Behind?", "no");

        jane.untilShown("Behind?");
        jane.untilGone("The hub is away");
        jane.press("button.answer", "yes");
        jane.untilShown("Answered: yes");
        jane.expected("ERR_|503|failed: net|Failed to fetch");
    }

    @Test
    void who_loses_the_key_is_told_and_sees_nothing_any_more() {
        Tab jane = byKey(hub.newKey("short", "user"));
        ask("Still there?", "yes");
        jane.untilShown("Still there?");
        String id = jane.eval("fetch('v1/whoami').then((answer) => answer.json()).then((me) => me.key)")
                .asText();

        hub.delete("admin", "/v1/keys/" + id).expect(200);

        jane.untilShown("You were signed out");
        jane.untilGone("Still there?");
        jane.expected("401");
    }

    @Test
    void a_link_that_was_used_signs_nobody_in_and_signing_out_ends_it_in_every_tab() {
        String link = hub.url() + "/#/in/" + ticket("user");
        Tab jane = stage.window(Stage.WIDE, Stage.HIGH);
        jane.open(link);
        jane.untilShown("Inbox");
        assertThat(jane.eval("location.hash").asText()).isEqualTo("#/inbox");
        Tab thief = stage.window(Stage.WIDE, Stage.HIGH);
        thief.open(link);
        thief.untilShown("That link was used already");
        thief.expected("401");

        Tab same = stage.kept(jane.another(Stage.WIDE, Stage.HIGH));
        same.open(hub.url() + "/");
        same.untilShown("Nothing waits for you");
        jane.press("summary", "user");
        jane.press("button", "Sign out");
        jane.untilShown("You are signed out");
        same.untilShown("You were signed out");
        same.expected("401");
    }

    @Test
    void who_may_only_read_sees_no_button_that_does_something() {
        ask("For readers?", "yes", "no");
        post("Read this");
        Tab viewer = byLink("viewer");
        viewer.untilShown("Your key may read this, and not answer it.");
        viewer.untilShown("Read this");

        assertThat(viewer.eval(
                                "document.querySelectorAll('button.answer, .deeds button, main input[type=checkbox]').length")
                        .asInt())
                .isZero();
    }

    @Test
    void hostile_texts_are_shown_as_text() {
        String markup =
                "<img src=x onerror=alert(1)><script>alert(2)</script> [x](javascript:alert(3)) ![y](http://a.b/c.png)";
        Map<String, Object> wish = Map.of(
                "prompt",
                markup + " \u202Eeslaf\u202C \u0001",
                "kind",
                "choice",
                "body",
                "<b>bold</b>\n\n[click](javascript:alert(4)) [data](data:text/html,x)\n\n" + "[".repeat(8000),
                "options",
                List.of(Map.of("value", "a", "label", "\u202Eevorppa<i>"), Map.of("value", "b")),
                "tags",
                List.of("<u>tag</u>"));
        String id = hub.post("daemon", "/v1/questions", wish)
                .expect(201)
                .json()
                .path("id")
                .asText();
        hub.post("daemon", "/v1/notifications", Map.of("title", "x".repeat(500), "body", "*".repeat(16000)))
                .expect(201);
        hub.post(
                        "daemon",
                        "/v1/notifications",
                        Map.of("title", markup, "body", markup, "link", "https://example.org/%22onclick=x"))
                .expect(201);
        Tab jane = byLink("user");
        jane.untilShown("<img src=x onerror=alert(1)>");
        jane.untilShown("\uFFFDevorppa<i>");
        jane.press("notification-row h3 button", "<img src=x");
        jane.untilShown("https://example.org/%22onclick=x");
        assertThat(jane.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(Stage.WIDE);
        jane.eval("location.hash = '#/questions/" + id + "'");
        jane.untilShown("<b>bold</b>");

        assertThat(jane.eval(
                                "[...document.querySelectorAll('main a')].map((each) => each.protocol).filter((each) => each !== 'http:' && each !== 'https:').length")
                        .asInt())
                .isZero();
        assertThat(jane.eval("document.querySelectorAll('main img, main script, main b').length")
                        .asInt())
                .isZero();
    }

    @Test
    void of_thousands_only_what_is_near_is_in_the_page_and_the_last_can_be_reached(@TempDir Path other) {
        Tab jane = byLink("user");
        try (TestHub large = TestHub.start(other)) {
            for (int i = 0; i < 20; i++)
                large.post("admin", "/v1/commands", many(i)).expect(200);
            jane.open(large.url() + "/#/in/" + Stage.ticket(large, "user"));
            jane.until(
                    "all are here",
                    "document.querySelector('#notifications .number')?.innerText.replace(/\\D/g, '') === '10000'");
            assertThat(rows(jane)).isLessThan(120);
            jane.until(
                    "the last is here",
                    "scrollTo(0, document.documentElement.scrollHeight), [...document.querySelectorAll('notification-row')].some((each) => each.notification.title === 'number 0')");
            assertThat(rows(jane)).isLessThan(120);
            jane.key("k");
            jane.until(
                    "the last is chosen",
                    "document.activeElement.closest('notification-row')?.notification.title === 'number 0'");
            jane.open(hub.url() + "/");
            jane.untilShown("Nothing waits for you");
        }
    }

    private static Map<String, Object> many(int part) {
        List<Map<String, Object>> commands = new ArrayList<>();
        for (int n = part * 500; n < (part + 1) * 500; n++) {
            Map<String, Object> body = Map.of("title", "number " + n, "priority", n == 0 ? 1 : 3);
            commands.add(Map.of("id", "many-" + n, "command", "notification.post", "body", body));
        }
        return Map.of("commands", commands);
    }

    private static int rows(Tab tab) {
        return tab.eval("document.querySelectorAll('notification-row').length").asInt();
    }

    @Test
    void nothing_of_it_is_closed_to_somebody() {
        Tab out = stage.window(Stage.WIDE, Stage.HIGH);
        out.open(hub.url() + "/");
        out.untilShown("No key at hand?");
        Stage.isOpenToAll(out, "sign in");
        Tab jane = byLink("user");
        jane.untilShown("Nothing waits for you");
        Stage.isOpenToAll(jane, "empty");
        String id = ask("Which database?", "sqlite", "postgres");
        hub.post(
                        "daemon",
                        "/v1/questions",
                        Map.of("prompt", "What shall it be called?", "kind", "text", "expiresIn", "5m"))
                .expect(201);
        hub.post(
                        "daemon",
                        "/v1/notifications",
                        Map.of(
                                "title",
                                "Urgent",
                                "priority",
                                5,
                                "tags",
                                List.of("disk"),
                                "body",
                                "# A\n\n- b\n\n```\nc\n```"))
                .expect(201);
        jane.untilShown("Urgent");
        jane.key("j");
        jane.press("notification-row h3 button", "Urgent");
        Stage.isOpenToAll(jane, "inbox");
        jane.eval("location.hash = '#/questions/" + id + "'");
        jane.untilShown("What happened");
        Stage.isOpenToAll(jane, "question");
    }

    private Tab byLink(String role) {
        return stage.byLink(role);
    }

    private Tab byKey(String secret) {
        return stage.byKey(secret);
    }

    private String ticket(String role) {
        return Stage.ticket(hub, role);
    }

    private String ask(String prompt, String... options) {
        Map<String, Object> wish = Map.of(
                "prompt",
                prompt,
                "kind",
                "choice",
                "options",
                List.of(options.length == 1 ? new String[] {options[0], "later"} : options));
        return hub.post("daemon", "/v1/questions", wish)
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private String post(String title) {
        return hub.post("daemon", "/v1/notifications", Map.of("title", title))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private String state(String id) {
        return hub.get("user", "/v1/notifications/" + id)
                .expect(200)
                .json()
                .path("state")
                .asText();
    }
}
