package dev.signalbox.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The roadmap on the page, in a real browser. */
class RoadmapOnThePageTest extends OnThePage {
    @AfterEach
    void nothing_is_left_on_it() {
        for (JsonNode item : items()) {
            String path = "/v1/roadmap/" + item.path("id").asText();
            String version = "\"" + item.path("version").asText() + "\"";
            hub.send("user", hub.request("user", path, "If-Match", version).DELETE())
                    .expect(200);
        }
    }

    @Test
    void of_two_who_edit_one_item_the_later_sees_both_sides_and_what_the_other_wrote_stays() {
        String id = add("P 1", "A database", Map.of("estimate", "a day"));
        Tab jane = at("#/roadmap/" + id + "?edit=1");
        Tab tom = at("#/roadmap/" + id + "?edit=1");
        for (Tab each : List.of(jane, tom)) each.until("the form is there", "document.querySelector('#item-title')");

        write(tom, "item-title", "A database for all");
        write(tom, "item-estimate", "a week");
        tom.press("button", "Save");
        tom.untilShown("A database for all");
        jane.untilShown("changed it while you write");
        write(jane, "item-title", "A large database");
        jane.press("button", "Save");
        jane.untilShown("Nothing is lost: choose.");

        assertThat(jane.eval("document.querySelector('.both tbody').innerText").asText())
                .contains("Title", "A database for all", "A large database", "Estimate", "a week");
        jane.press(".both button", "Write mine");
        tom.untilShown("A large database");
        assertThat(item("P 1").path("estimate").asText()).isEqualTo("a week");
        jane.expected("409");
    }

    @Test
    void what_is_carried_to_another_column_stands_there_before_the_eyes_of_all() {
        add("P 1", "First", Map.of());
        add("P 2", "Second", Map.of());
        add("P 3", "Third", Map.of("status", "blocked"));
        Tab tom = at("#/roadmap?view=list");
        Tab jane = at("#/roadmap");
        jane.untilShown("Third");

        jane.carry(
                cardOf("P 1") + ".querySelector('.handle')",
                "(() => { const box = " + cardOf("P 3")
                        + ".getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height - 4]; })()");

        jane.untilShown("P 1 moved");
        assertThat(keys()).containsExactly("P 2", "P 3", "P 1");
        assertThat(item("P 1").path("status").asText()).isEqualTo("blocked");
        tom.until(
                "the other sees it",
                "[...document.querySelectorAll('roadmap-card .key')].map((each) => each.innerText).join() === 'P 2,P 3,P 1'");
        jane.press("button", "Undo");
        Eventually.until(
                "all is as before",
                () -> keys().equals(List.of("P 1", "P 2", "P 3"))
                        && item("P 1").path("status").asText().equals("planned"));
        jane.carry(
                cardOf("P 2") + ".querySelector('.handle')",
                "[document.querySelector('[data-status=done]').getBoundingClientRect().x + 40, 300]");
        jane.until("it is in the empty column", "document.querySelector('[data-status=done] roadmap-card')");
    }

    @Test
    void all_of_it_is_done_with_the_keyboard_alone() {
        add("P 1", "First", Map.of());
        add("P 2", "Second", Map.of());
        Tab jane = at("#/roadmap");
        jane.untilShown("Second");

        jane.key("n");
        jane.until("the form has the focus", "document.activeElement.id === 'item-key'");
        jane.type("p 1");
        jane.eval("document.querySelector('#item-title').focus()");
        jane.type("Third");
        jane.key("Enter");
        jane.untilShown("take another key");
        jane.until("the fault has the focus", "document.activeElement.id === 'item-key'");
        jane.eval("document.activeElement.select()");
        jane.type("P 3");
        jane.key("Enter");
        jane.until("what was added has the focus", inFocus("P 3"));
        jane.key("K");
        jane.untilShown("number 2 of 3");
        jane.until("it keeps the focus", inFocus("P 3"));
        assertThat(keys()).containsExactly("P 1", "P 3", "P 2");
        jane.key("L");
        jane.untilShown("P 3: in progress");
        jane.until("it keeps the focus", inFocus("P 3"));
        jane.key("u");
        jane.untilShown("P 3 is back");
        jane.eval(cardOf("P 3") + ".querySelector('.handle').focus()");
        jane.key("ArrowUp");
        jane.until("the handle moves it, too", "document.activeElement.className === 'handle'");
        Eventually.until("it is the first", () -> keys().equals(List.of("P 3", "P 1", "P 2")));
        jane.key("v");
        jane.until("the list is there", "location.hash === '#/roadmap?view=list'");
        jane.key("?");
        jane.untilShown("look back in time");
        jane.key("Escape");
        jane.expected("409");
    }

    @Test
    void every_moment_can_be_looked_at_with_what_is_another_today() {
        add("P 1", "First words", Map.of());
        long then = position();
        add("P 2", "Second", Map.of());
        hub.post("user", "/v1/roadmap/P%201/status", Map.of("status", "done")).expect(200);
        hub.send("user", "PATCH", "/v1/roadmap/P%201", Map.of("title", "Other words"), "If-Match", "\"2\"")
                .expect(200);
        Tab jane = at("#/roadmap?at=" + then);

        jane.untilShown("First words");
        jane.untilShown("2 of 2 differ from today.");
        assertThat(jane.eval(cardOf("P 1") + ".querySelector('.marks').innerText")
                        .asText())
                .contains("now done", "written anew since");
        assertThat(jane.eval(cardOf("P 2") + ".querySelector('.marks').innerText")
                        .asText())
                .isEqualTo("added since");
        assertThat(jane.eval("document.querySelectorAll('.handle, main select').length")
                        .asInt())
                .isZero();
        jane.eval("document.querySelector('input[type=range]').focus()");
        for (int i = 0; i < 3; i++) jane.key("ArrowRight");
        jane.untilShown("All is as it is today.");
        jane.key("ArrowRight");
        jane.until("it is today", "location.hash === '#/roadmap?at=now' && document.querySelector('.handle')");
    }

    @Test
    void an_item_shows_its_history_and_hostile_texts_as_text() {
        String markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        String id = add(
                "P 1",
                markup + "\u202Eeslaf" + "x".repeat(300),
                Map.of("description", markup + "\n[x](javascript:alert(3))\n" + "y".repeat(20_000), "estimate", "<b>"));
        hub.post("user", "/v1/roadmap/P%201/status", Map.of("status", "blocked", "comment", markup))
                .expect(200);
        Tab jane = at("#/roadmap");
        jane.untilShown("\uFFFDeslaf");
        assertThat(jane.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(Stage.WIDE);
        jane.eval("location.hash = '#/roadmap/" + id + "'");
        jane.untilShown("What happened");
        jane.untilShown("said where it stands");

        assertThat(jane.eval("document.querySelectorAll('main img, main script, main b').length")
                        .asInt())
                .isZero();
        assertThat(jane.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(Stage.WIDE);
        jane.press("button", "Remove");
        jane.press(".two-step button", "Remove");
        jane.untilShown("Nothing is on the roadmap");
        jane.eval("location.hash = '#/roadmap/" + id + "'");
        jane.untilShown("It is not on the roadmap any more");
    }

    @Test
    void who_may_only_read_sees_no_button_that_does_something() {
        String id = add("P 1", "First", Map.of());
        Tab viewer = stage.byLink("viewer");
        viewer.eval("location.hash = '#/roadmap'");
        viewer.untilShown("First");
        String doing =
                "[...document.querySelectorAll('main button, main select')].map((each) => each.innerText).join()";
        assertThat(viewer.eval(doing).asText()).isEqualTo("Board,List,Look back");
        viewer.eval("location.hash = '#/roadmap/" + id + "?edit=1'");
        viewer.untilShown("What happened");
        assertThat(viewer.eval(doing).asText()).isEmpty();
    }

    @Test
    void it_fits_a_phone_and_is_closed_to_nobody() {
        Tab jane = at("#/roadmap");
        jane.untilShown("Nothing is on the roadmap");
        Stage.isOpenToAll(jane, "empty");
        String id = add(
                "P 1",
                "A title that goes over more than one line of a phone, and then some",
                Map.of("links", List.of("https://example.org/" + "x".repeat(200))));
        add("P 2", "Second", Map.of("status", "blocked", "estimate", "a week"));
        jane.untilShown("Second");
        for (String where : List.of("", "?view=list", "?at=" + position(), "?add=1", "/" + id, "/" + id + "?edit=1")) {
            jane.eval("location.hash = '#/roadmap" + where + "'");
            jane.until("it is there: " + where, "document.querySelector('roadmap-card, .history li')");
            Stage.isOpenToAll(jane, "roadmap" + where);
            jane.size(360, 740, true);
            assertThat(jane.eval("document.documentElement.scrollWidth").asInt())
                    .as(where)
                    .isLessThanOrEqualTo(360);
            jane.size(Stage.WIDE, Stage.HIGH, false);
        }
    }

    private Tab at(String address) {
        Tab tab = stage.byLink("user");
        tab.eval("location.hash = '" + address + "'");
        return tab;
    }

    private static String cardOf(String key) {
        return "[...document.querySelectorAll('roadmap-card')].find((each) => each.item.key === '" + key + "')";
    }

    private static String inFocus(String key) {
        return "document.activeElement.closest('roadmap-card')?.item.key === '" + key + "'";
    }

    private static void write(Tab tab, String id, String text) {
        tab.eval("document.querySelector('#" + id + "').select()");
        tab.type(text);
    }

    private String add(String key, String title, Map<String, Object> more) {
        Map<String, Object> wish = new HashMap<>(more);
        wish.put("key", key);
        wish.put("title", title);
        return hub.post("user", "/v1/roadmap", wish)
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private JsonNode items() {
        return hub.get("user", "/v1/roadmap?limit=500").expect(200).json().path("items");
    }

    private List<String> keys() {
        return items().findValuesAsText("key");
    }

    private JsonNode item(String key) {
        return hub.get("user", "/v1/roadmap/" + key.replace(" ", "%20"))
                .expect(200)
                .json();
    }

    private long position() {
        JsonNode steps = hub.get("user", "/v1/roadmap/history?limit=1").json().path("items");
        return steps.get(0).path("position").asLong();
    }
}
