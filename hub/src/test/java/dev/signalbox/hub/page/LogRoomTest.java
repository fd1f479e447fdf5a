package dev.signalbox.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The log as people read it on the page. */
class LogRoomTest extends OnThePage {
    @Test
    void what_happens_appears_by_itself_and_nothing_moves_while_somebody_reads() {
        Tab jane = room("user", "#/log");
        tell("Told while she looks");
        jane.untilShown("Told while she looks");

        jane.key("p");
        jane.untilShown("Go on");
        tell("Told while it stands still");
        jane.untilShown("1 new");
        assertThat(jane.text()).doesNotContain("Told while it stands still");
        jane.press("button", "1 new");
        jane.untilShown("Told while it stands still");

        jane.press("log-row h3 button", "notification.posted");
        jane.untilShown("Position");
        tell("Told while one is open");
        jane.untilShown("1 new");
        jane.press("button", "1 new");
        jane.untilShown("Told while one is open");
        assertThat(jane.text()).as("only admins may read hashes").doesNotContain("Hash");
    }

    @Test
    void kind_stream_and_actor_choose_and_one_stream_is_a_story() {
        String id = tell("The one that is told as a story");
        hub.post("user", "/v1/notifications/" + id + "/acknowledge", Map.of()).expect(200);
        hub.post("user", "/v1/questions", Map.of("prompt", "Another kind?", "kind", "text"))
                .expect(201);
        Tab jane = room("user", "#/log?types=question.*");
        jane.untilShown("Another kind?");
        jane.untilGone("told as a story");
        jane.eval("location.hash = '#/log?by=daemon'");
        jane.untilShown("told as a story");
        jane.untilGone("Another kind?");
        jane.eval("location.hash = '#/log'");
        jane.untilShown("Another kind?");

        jane.press("a.stream", "notification/" + id);
        jane.untilShown("What happened");
        jane.until(
                "both events are told, the first first",
                "[...document.querySelectorAll('log-row h3')].map((each) => each.innerText.replace(/\\s+/g, ' ')).join()"
                        + " === 'notification.posted version 1,notification.acknowledged version 2'");
        hub.post("user", "/v1/notifications/" + id + "/resolve", Map.of()).expect(200);
        jane.untilShown("version 3");

        jane.eval("location.hash = '#/log/notification/none'");
        jane.untilShown("Nothing is known of it");
        jane.eval("location.hash = '#/log?subject=no%20stream'");
        jane.untilShown("must be a stream: question/0192…");
        jane.press("button", "Clear the filters");
        jane.untilShown("Another kind?");
        jane.expected("400");
    }

    @Test
    void an_admin_sees_hashes_and_whether_one_follows_from_the_one_before() {
        tell("Its hash is looked at");
        Tab admin = room("admin", "#/log");
        admin.press("log-row h3 button", "notification.posted");
        admin.untilShown("Nobody has computed the chain since this event came.");
        assertThat(admin.eval(
                                "[...document.querySelectorAll('event-chain dd code')].map((each) => each.innerText.length).join()")
                        .asText())
                .isEqualTo("64,64");
        admin.press("event-chain a", "Do it now");
        admin.untilShown("Nobody has looked yet");
        admin.press("button", "Look now");
        admin.untilShown("The store is what was written");

        admin.eval("history.back()");
        admin.untilShown("Yes, as computed");
        admin.expected("404");
    }

    @Test
    void of_a_long_log_a_part_is_here_and_the_rest_is_a_step_away() {
        Tab jane = room("user", "#/log?types=notification.*");
        for (int part = 0; part < 2; part++)
            hub.post("admin", "/v1/commands", many(part)).expect(200);
        jane.until("new ones are here", "document.body.innerText.includes('of many 199')");
        jane.eval("location.hash = '#/inbox'");
        jane.until("she is elsewhere", "document.querySelector('inbox-room')");
        jane.eval("location.hash = '#/log?types=notification.*'");
        jane.until("the newest are here", "document.body.innerText.includes('of many 199')");
        jane.until(
                "step by step it comes to its beginning",
                "document.querySelector('.more button:enabled')?.click(), document.body.innerText.includes('This is where the log begins.')");
        assertThat(jane.eval("document.querySelectorAll('log-row').length").asInt())
                .as("only what is near is in the page")
                .isLessThan(120);
    }

    private static Map<String, Object> many(int part) {
        List<Map<String, Object>> commands = new ArrayList<>();
        for (int n = part * 100; n < (part + 1) * 100; n++) {
            Map<String, Object> body = Map.of("title", "of many " + n);
            commands.add(Map.of("id", "of-many-" + n, "command", "notification.post", "body", body));
        }
        return Map.of("commands", commands);
    }

    @Test
    void by_the_keyboard_alone_on_a_phone_with_hostile_texts_for_everybody() {
        hub.post(
                        "daemon",
                        "/v1/notifications",
                        Map.of(
                                "title",
                                "<img src=x onerror=alert(1)> \u202Eeslaf \u0001",
                                "body",
                                "x".repeat(16000),
                                "tags",
                                List.of("<b>tag</b>")))
                .expect(201);
        Tab phone = room("user", "#/log");
        phone.size(390, 800, true);
        phone.untilShown("<img src=x onerror=alert(1)> \uFFFDeslaf \uFFFD");

        phone.key("j");
        phone.until("one has the focus", "document.activeElement.closest('log-row')");
        phone.key("Enter");
        phone.untilShown("Position");
        assertThat(phone.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(390);
        assertThat(phone.eval("document.querySelectorAll('main img, main script, main b').length")
                        .asInt())
                .isZero();
        Stage.isOpenToAll(phone, "log");
        phone.press("a.stream", "notification/");
        phone.untilShown("What happened");
        assertThat(phone.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(390);
        Stage.isOpenToAll(phone, "story");
    }

    private Tab room(String role, String hash) {
        Tab tab = stage.byLink(role);
        tab.eval("location.hash = '" + hash + "'");
        tab.until("the log is read", "document.querySelector('.tail-head')");
        return tab;
    }

    private String tell(String title) {
        return hub.post("daemon", "/v1/notifications", Map.of("title", title))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }
}
