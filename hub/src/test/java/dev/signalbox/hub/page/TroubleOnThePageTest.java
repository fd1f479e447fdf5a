package dev.signalbox.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page where something about its surroundings is not as usual. */
class TroubleOnThePageTest extends OnThePage {
    private static final String SHIPPED = "tables: {}\n";
    /** Whether somebody looks, as the test says. */
    private static final String UNSEEN =
            "Object.defineProperty(Document.prototype, 'hidden', { get: () => window.unseen === true });";

    @Test
    void behind_a_proxy_that_answers_502_meanwhile_it_goes_on_from_where_it_was() {
        try (BadGateway proxy = new BadGateway(hub.port())) {
            Tab jane = stage.window(Stage.WIDE, Stage.HIGH);
            jane.open(proxy.url() + "/#/in/" + Stage.ticket(hub, "user"));
            ask("Before?");
            jane.until("its card is there", "document.querySelector('button.answer')");

            proxy.hubIsAway(true);
            jane.untilShown("The hub is away");
            ask("Meanwhile?");
            jane.eval("location.hash = '#/hub/rights'");
            jane.untilShown("This room cannot be opened yet");
            jane.eval("location.hash = '#/inbox'");
            jane.press("button.answer", "yes");
            jane.untilShown("Your answer is kept here");
            proxy.hubIsAway(false);

            jane.untilShown("Meanwhile?");
            jane.untilGone("The hub is away");
            ask("Behind?");
            jane.untilShown("Behind?");
            assertThat(jane.eval("document.querySelectorAll('question-card').length")
                            .asInt())
                    .as("each once")
                    .isEqualTo(3);
            jane.eval("location.hash = '#/hub/rights'");
            jane.untilShown("Rights in force");
            jane.expected("ERR_|502|Failed to fetch");
            jane.open("about:blank");
        }
    }

    @Test
    void a_hub_that_was_put_back_is_shown_as_it_is() throws IOException {
        Tab jane = stage.byLink("user");
        Tab log = stage.byLink("user");
        log.eval("location.hash = '#/log'");
        Tab health = stage.byLink("user");
        health.eval("location.hash = '#/hub'");
        health.untilShown("Ready");
        ask("Kept?");
        log.until("the log is read", "document.querySelector('log-row')");
        hub.stop();
        Path kept = Files.createTempDirectory(stage.data().getParent(), "kept").resolve("main.db");
        Files.copy(stage.data().resolve("main.db"), kept);
        hub.open();
        ask("Lost?");
        for (Tab each : List.of(jane, log)) each.untilShown("Lost?");

        hub.stop();
        health.untilShown("It does not answer");
        Files.copy(kept, stage.data().resolve("main.db"), StandardCopyOption.REPLACE_EXISTING);
        hub.open();

        for (Tab each : List.of(jane, log)) {
            each.untilGone("Lost?");
            each.untilShown("Kept?");
        }
        ask("Behind?");
        for (Tab each : List.of(jane, log)) each.untilShown("Behind?");
        health.untilGone("It does not answer");
        for (Tab each : List.of(jane, log, health)) {
            each.expected("ERR_|503|409|Failed to fetch");
        }
    }

    @Test
    void rights_that_change_while_it_is_open_change_what_it_shows() {
        Tab jane = stage.byLink("user");
        ask("May she answer?");
        hub.post("daemon", "/v1/notifications", Map.of("title", "May she read this?"))
                .expect(201);
        jane.untilShown("May she read this?");
        jane.untilShown("May she answer?");

        apply("""
            tables:
              questions: {commands: {question.answer: [bot]}}
              notifications: {readers: [daemon, viewer]}
            """);
        jane.untilGone("May she read this?");
        jane.untilShown("Your key may read this, and not answer it.");
        assertThat(jane.eval("document.querySelectorAll('button.answer').length")
                        .asInt())
                .isZero();

        apply(SHIPPED);
        jane.eval("location.reload()");
        jane.until("it is loaded anew", "document.body?.innerText.includes('May she read this?')");
        jane.expected("403");
    }

    @Test
    void where_the_clock_of_the_machine_is_wrong_times_are_those_of_the_hub() {
        for (String hours : List.of("2", "-2")) {
            Tab jane = stage.window(Stage.WIDE, Stage.HIGH);
            jane.before("const now = Date.now.bind(Date); Date.now = () => now() + " + hours + " * 3600000;");
            jane.open(hub.url() + "/#/in/" + Stage.ticket(hub, "user"));
            jane.until("the inbox is there", "document.querySelector('inbox-room')");
            String prompt = "Asked with a clock that is off by " + hours + "?";
            hub.post("daemon", "/v1/questions", Map.of("prompt", prompt, "kind", "text", "expiresIn", "30m"))
                    .expect(201);
            jane.untilShown(prompt);
            Eventually.until("an event told what time it is", () -> {
                hub.post("daemon", "/v1/notifications", Map.of("title", "A tick", "dedupKey", "tick"));
                return jane.text().contains("30 min left")
                        && jane.text().contains("just now")
                        && !jane.text().contains("2 h");
            });
            stage.clear();
        }
    }

    @Test
    void a_question_that_comes_while_nobody_looks_is_told_by_the_system_and_leads_there() {
        Tab jane = stage.window(Stage.WIDE, Stage.HIGH);
        jane.allow("notifications");
        jane.before("""
            window.told = [];
            const Real = window.Notification;
            window.Notification = class extends Real {
              constructor(title, more) { super(title, more); window.told.push({ title, body: more.body, click: () => this.onclick() }); }
            };
            """ + UNSEEN);
        jane.open(hub.url() + "/#/in/" + Stage.ticket(hub, "user"));
        jane.until("the inbox is there", "document.querySelector('inbox-room')");
        ask("While she looks?");
        jane.untilShown("While she looks?");
        seen(jane, false);
        String id = ask("While \u202Enobody looks?");

        jane.until("it is told", "window.told.length > 0");
        assertThat(jane.eval("window.told.map((each) => each.title + '|' + each.body).join()")
                        .asText())
                .isEqualTo("While \uFFFDnobody looks?|daemon asks");
        seen(jane, true);
        jane.eval("window.told[0].click()");
        jane.untilShown("What happened");
        assertThat(jane.eval("location.hash").asText()).isEqualTo("#/questions/" + id);
    }

    @Test
    void in_more_tabs_than_a_browser_has_connections_each_is_there_when_somebody_looks() {
        List<Tab> tabs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Tab tab = tabs.isEmpty()
                    ? stage.window(Stage.WIDE, Stage.HIGH)
                    : stage.kept(tabs.get(0).another(Stage.WIDE, Stage.HIGH));
            tab.before(UNSEEN);
            tab.open(hub.url() + (tabs.isEmpty() ? "/#/in/" + Stage.ticket(hub, "user") : "/"));
            tab.untilShown("Nothing waits for you");
            seen(tab, false);
            tabs.add(tab);
        }
        ask("Who sees this?");
        Eventually.until(
                "three tell it although nobody looks",
                () -> tabs.stream()
                                .filter(each ->
                                        each.eval("document.title").asText().startsWith("(1)"))
                                .count()
                        == 3);

        for (Tab each : List.of(tabs.get(0), tabs.get(7))) {
            seen(each, true);
            each.untilShown("Who sees this?");
        }
        tabs.get(7).press("button.answer", "yes");
        tabs.get(0).untilShown("by you");
    }

    private static void seen(Tab tab, boolean isSeen) {
        tab.eval("window.unseen = " + !isSeen + "; document.dispatchEvent(new Event('visibilitychange'))");
    }

    @Test
    void a_second_hub_on_another_port_keeps_its_own_browsers(@TempDir Path other) {
        try (TestHub second = TestHub.start(other)) {
            Tab here = stage.byLink("user");
            Tab there = stage.kept(here.another(Stage.WIDE, Stage.HIGH));
            there.open(second.url() + "/#/in/" + Stage.ticket(second, "viewer"));
            there.untilShown("Nothing waits for you");

            for (Tab each : List.of(here, there)) each.eval("location.reload()");

            ask("Here?");
            here.until("the first still knows her", "document.body?.innerText.includes('Here?')");
            there.until("the second, too", "document.body?.innerText.includes('Nothing waits for you')");
            assertThat(there.eval("fetch('v1/whoami').then((answer) => answer.json()).then((me) => me.role)")
                            .asText())
                    .isEqualTo("viewer");
            there.open("about:blank");
        }
    }

    @Test
    void pages_of_other_ports_and_names_that_lead_here_have_no_say() throws IOException {
        Tab jane = stage.byLink("user");
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 0);
            exchange.close();
        });
        elsewhere.start();
        try {
            Tab stranger = stage.kept(jane.another(Stage.WIDE, Stage.HIGH));
            stranger.open("http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/");
            stranger.eval("fetch('" + hub.url() + "/v1/notifications', { method: 'POST', mode: 'no-cors', credentials:"
                    + " 'include', body: JSON.stringify({ title: 'forged' }) }).then(() => true,"
                    + " () => true)");
            assertThat(stranger.eval("fetch('" + hub.url()
                                    + "/v1/whoami', { credentials: 'include' }).then(() => 'read', () => 'not read')")
                            .asText())
                    .isEqualTo("not read");
            Tab rebound = stage.kept(jane.another(Stage.WIDE, Stage.HIGH));
            rebound.open("http://rebound.localhost:" + hub.port() + "/");
            rebound.untilShown("the header Host names");
            assertThat(rebound.eval("document.scripts.length").asInt())
                    .as("it is not the page")
                    .isZero();
            assertThat(hub.get("admin", "/v1/notifications").text()).doesNotContain("forged");
            stranger.expected(".");
            rebound.expected("403");
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void at_twice_the_size_and_without_motion_everything_is_there() {
        ask("Twice as large?");
        Tab jane = stage.byLink("user");
        jane.eval("document.body.append(Object.assign(document.createElement('div'), { className: 'ghost' })), true");
        String moves = "getComputedStyle(document.querySelector('.ghost')).animationName +"
                + " getComputedStyle(document.querySelector('.toast')).transitionDuration";
        assertThat(jane.eval(moves).asText()).isEqualTo("breathe0.15s");
        jane.still();
        assertThat(jane.eval(moves).asText()).isEqualTo("none0s");

        jane.size(Stage.WIDE / 2, Stage.HIGH / 2, false);
        for (String room : List.of("inbox", "roadmap", "log", "hub", "hub/rights")) {
            jane.eval("location.hash = '#/" + room + "'");
            jane.until(room + " is there", "document.querySelector('.room') && !document.querySelector('main .ghost')");
            assertThat(jane.eval("document.documentElement.scrollWidth").asInt())
                    .as(room)
                    .isLessThanOrEqualTo(Stage.WIDE / 2);
        }
        jane.eval("location.hash = '#/inbox'");
        jane.press("button.answer", "yes");
        jane.untilShown("Answered: yes");
    }

    private void apply(String file) {
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", file)).expect(200);
    }

    private String ask(String prompt) {
        Map<String, Object> wish = Map.of("prompt", prompt, "kind", "choice", "options", List.of("yes", "no"));
        return hub.post("daemon", "/v1/questions", wish)
                .expect(201)
                .json()
                .path("id")
                .asText();
    }
}
