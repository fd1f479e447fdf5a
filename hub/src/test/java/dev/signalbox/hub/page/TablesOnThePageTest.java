package dev.signalbox.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.table.TestTables;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shared tables on the page, in a real browser. */
class TablesOnThePageTest extends OnThePage {
    private final AtomicInteger tables = new AtomicInteger();
    /** Its rows change field by field; each test has one of its own. */
    private String table;

    @BeforeEach
    void declare() {
        table = "tasks_" + tables.incrementAndGet();
        hub.declare(
                TestTables.table(table, Change.MERGE), TestTables.table("runs", Change.REPLACE), TestTables.clicks());
    }

    @Test
    void what_breaks_the_schema_is_told_at_its_field_and_mended_there() {
        Tab jane = at("?add=1");
        jane.until("the form has the focus", "document.activeElement.id === 'field-0'");
        jane.key("Enter");
        jane.untilShown("Name the row");
        jane.type("t1");
        write(jane, "points", "many");
        write(jane, "more", "{\"a\": }");
        jane.key("Escape");
        jane.press("button", "Add");
        jane.untilShown("This is no JSON");
        write(jane, "more", "{\"a\": 12345678901234567890}");
        jane.press("button.primary", "Add");
        jane.untilShown("number expected");

        assertThat(jane.eval("document.activeElement.closest('.form-line').innerText")
                        .asText())
                .contains("points", "number expected");
        assertThat(jane.eval("document.querySelectorAll('[aria-invalid=true]').length")
                        .asInt())
                .isEqualTo(1);
        write(jane, "points", "0.12345678901234567");
        jane.press("button.primary", "Add");
        jane.untilShown("t1 is written.");
        String stored = hub.get("user", row("t1")).expect(200).text();
        assertThat(stored).contains("{\"a\":12345678901234567890}", "0.12345678901234567");
        jane.untilShown("12345678901234567890");
        jane.expected("400");
    }

    @Test
    void of_two_who_edit_one_row_the_later_sees_both_sides_and_only_what_was_typed_is_written() {
        put("t1", "{'state':'running','owner':'tom','points':1,'more':{'a':1,'b':null}}");
        Tab jane = at("/t1?edit=1");
        jane.until("the form is there", "document.querySelector('row-form')");
        write(jane, "owner", "jane");
        patch("t1", "{'points':2}");
        jane.untilShown("changed it while you write");

        jane.press("button", "Save");
        jane.until("fields of others are no conflict", "!document.querySelector('row-form')");
        assertThat(value("t1").toString()).contains("\"owner\":\"jane\"", "\"points\":2", "\"b\":null");
        jane.press("button", "Edit");
        jane.until("the form is there", "document.querySelector('row-form')");
        write(jane, "owner", "jane and tom");
        patch("t1", "{'owner':'bot'}");
        jane.press("button", "Save");
        jane.untilShown("Nothing is lost: choose.");
        assertThat(jane.eval("document.querySelector('.both tbody').innerText").asText())
                .contains("owner", "bot", "jane and tom");
        jane.press(".both button", "Write mine");
        jane.until("it is written", "!document.querySelector('row-form')");
        assertThat(value("t1").path("owner").asText()).isEqualTo("jane and tom");
        jane.expected("409");
    }

    @Test
    void rows_are_filtered_ordered_and_paged_and_follow_what_others_write() {
        for (int i = 0; i < 120; i++) {
            put("k" + (100 + i), "{'state':'" + (i % 2 == 0 ? "done" : "running") + "','points':" + i % 7 + "}");
        }
        Tab jane = at("");
        jane.untilShown("100 rows on this page");
        jane.press("button", "Next page");
        jane.untilShown("20 rows on this page");
        jane.eval("history.back()");
        jane.untilShown("100 rows on this page");
        jane.eval("document.querySelector('#filter-field').focus()");
        jane.eval("Object.assign(document.querySelector('#filter-field'), { value: 'state' })"
                + ".dispatchEvent(new Event('change', { bubbles: true }))");
        jane.until("there is a choice", "document.querySelector('select#filter-value')");
        jane.eval("document.querySelector('#filter-value').value = 'done'");
        jane.press("button", "Filter");
        jane.untilShown("60 rows");
        jane.press("thead button", "points");
        jane.press("thead button", "points");
        jane.until("the greatest is first", firstCells() + ".startsWith('6')");
        assertThat(jane.eval("location.hash").asText()).isEqualTo("#/tables/" + table + "?order=-points&f.state=done");

        put("zz", "{'state':'done','points':99}");
        jane.until("what others write appears in its place", firstCells() + ".startsWith('99')");
        jane.untilShown("61 rows");
        patch("zz", "{'state':'failed'}");
        jane.untilShown("60 rows");
        jane.press(".chips button", "state is done");
        jane.untilShown("100 rows on this page");
        jane.eval("location.hash = '#/tables/" + table + "?f.owner=nobody'");
        jane.untilShown("Nothing is like that");
    }

    @Test
    void a_row_shows_its_history_and_what_it_was_and_can_be_deleted() {
        put("a/b c?", "{'state':'running','note':'the disk is full'}");
        long then = position("a/b c?");
        Tab jane = at("/a%2Fb%20c%3F");
        jane.untilShown("What happened");
        patch("a/b c?", "{'note':'the disk is nearly full','state':'done'}");
        jane.untilShown("running → done");

        assertThat(jane.eval("document.querySelector('.history ins').innerText").asText())
                .isEqualTo("done");
        jane.press(".history li:last-child a", "The row then");
        jane.untilShown("What is another today");
        assertThat(jane.eval("location.hash").asText()).endsWith("?at=" + then);
        assertThat(jane.eval("document.querySelectorAll('.fields + .deeds button').length")
                        .asInt())
                .isZero();
        assertThat(jane.eval("document.querySelector('.fields').innerText").asText())
                .contains("the disk is full");
        jane.press("button", "Back to today");
        jane.press("button", "Delete");
        jane.press(".two-step button", "Delete");
        jane.untilShown("is deleted; its history stays");
        jane.eval("history.back()");
        jane.untilShown("It is deleted; what it was stands below.");
    }

    @Test
    void a_table_is_shown_as_of_a_moment() {
        put("t1", "{'state':'running'}");
        long then = position("t1");
        put("t2", "{'state':'done'}");
        Tab jane = at("?at=" + then);
        jane.untilShown("as of position " + then);
        jane.untilShown("1 row");

        assertThat(jane.eval("document.querySelector('tbody').innerText").asText())
                .contains("t1")
                .doesNotContain("t2");
        jane.press(".chips button", "as of");
        jane.untilShown("2 rows");
    }

    @Test
    void all_of_it_is_done_with_the_keyboard_alone() {
        put("t1", "{'state':'running'}");
        put("t2", "{'state':'running'}");
        Tab jane = stage.byLink("user");
        jane.eval("location.hash = '#/tables'");
        jane.untilShown(table);
        jane.key("/");
        jane.type(table);
        jane.untilGone("questions");
        jane.eval("document.activeElement.blur()");
        jane.key("j");
        jane.key("Enter");
        jane.until("both rows are there", "document.querySelectorAll('tbody tr').length === 2");
        jane.key("j");
        jane.key("j");
        jane.key("Enter");
        jane.untilShown("What happened");
        jane.key("e");
        jane.until("the form is there", "document.activeElement.closest('row-form')");
        write(jane, "points", "7");
        jane.key("Enter");
        jane.until("it is written", "!document.querySelector('row-form')");
        Eventually.until("it is the second", () -> value("t2").path("points").asInt() == 7);
        jane.key("?");
        jane.untilShown("Keyboard");
        jane.key("Escape");
    }

    @Test
    void who_may_not_write_sees_no_button_that_does_and_built_in_tables_have_none() {
        put("t1", "{'state':'running'}");
        Tab viewer = stage.byLink("viewer");
        for (String where : List.of(table, table + "/t1", table + "?add=1", table + "/t1?edit=1")) {
            viewer.eval("location.hash = '#/tables/" + where + "'");
            viewer.untilShown("t1");
            viewer.until("the room is there", "document.querySelector('.history li, tbody tr')");
            assertThat(viewer.eval("document.querySelectorAll('main .primary, main .deeds button, row-form').length")
                            .asInt())
                    .as(where)
                    .isZero();
        }
        hub.post("user", "/v1/roadmap", Map.of("key", "P 1", "title", "First")).expect(201);
        Tab jane = stage.byLink("user");
        jane.eval("location.hash = '#/tables/roadmap'");
        jane.untilShown("First");
        assertThat(jane.eval("document.querySelectorAll('main .primary').length")
                        .asInt())
                .isZero();
        jane.eval("location.hash = '#/tables/clicks?add=1'");
        jane.untilShown("No rows yet");
        assertThat(jane.eval("document.querySelectorAll('row-form').length").asInt())
                .isZero();
    }

    @Test
    void hostile_texts_are_shown_as_text_and_come_back_as_they_were() {
        String markup = "<img src=x onerror=alert(1)>\r\n\u202Eeslaf\u202C \u0001 __proto__";
        String key = "<b>&\u202E";
        Map<String, Object> row = Map.of(
                "note",
                markup,
                "owner",
                "x".repeat(30_000),
                "more",
                Map.of("__proto__", Map.of("a", 1), "constructor", 2));
        hub.send("user", "PUT", row(key), row).expect(201);
        Tab jane = at("");
        jane.untilShown("<img src=x onerror=alert(1)>");
        assertThat(jane.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(Stage.WIDE);
        jane.press("tbody a", "<b>&");
        jane.untilShown("What happened");
        assertThat(jane.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(Stage.WIDE);
        assertThat(jane.eval("document.querySelectorAll('main img, main b').length")
                        .asInt())
                .isZero();
        jane.press("button", "Edit");
        jane.until("the form is there", "document.querySelector('row-form')");
        write(jane, "points", "7");
        jane.press("button", "Save");
        jane.until("it is written", "!document.querySelector('row-form')");

        assertThat(value(key).path("note").asText()).isEqualTo(markup);
        assertThat(value(key).path("owner").asText()).hasSize(30_000);
        assertThat(value(key).at("/more/__proto__/a").asInt()).isEqualTo(1);
        assertThat(value(key).path("points").asInt()).isEqualTo(7);
    }

    @Test
    void of_a_thousand_tables_only_what_is_near_is_in_the_page() {
        hub.declare(IntStream.range(0, 1000)
                .mapToObj(n -> TestTables.table("many_" + n, Change.MERGE))
                .toArray(TableDeclaration[]::new));
        Tab jane = stage.byLink("user");
        jane.eval("location.hash = '#/tables'");
        jane.untilShown("many_1");
        assertThat(lines(jane)).isLessThan(80);
        jane.until(
                "the last is here",
                "scrollTo(0, document.documentElement.scrollHeight), document.body.innerText.includes('many_999')");
        assertThat(lines(jane)).isLessThan(80);
        jane.eval("document.querySelector('#search').focus()");
        jane.type("many_77");
        jane.until("eleven are left", "document.querySelectorAll('.table-line').length === 11");
    }

    @Test
    void it_fits_a_phone_and_is_closed_to_nobody() {
        put(
                "t1",
                "{'state':'running','note':'" + "word ".repeat(100) + "','more':{'a':[1,2,{'b':'" + "x".repeat(200)
                        + "'}]}}");
        patch("t1", "{'state':'done'}");
        Tab jane = stage.byLink("user");
        Map<String, String> rooms = Map.of(
                "",
                ".table-line",
                "/" + table,
                "tbody tr",
                "/" + table + "?add=1",
                "row-form",
                "/" + table + "/t1",
                ".history li:nth-child(2)",
                "/" + table + "/t1?edit=1",
                "row-room row-form",
                "/runs",
                "table-room .empty copy-line",
                "/none",
                "table-room .empty[role=alert]");
        for (Map.Entry<String, String> room : rooms.entrySet()) {
            String where = room.getKey();
            jane.eval("location.hash = '#/tables" + where + "'");
            jane.until("it is there: " + where, "document.querySelector('" + room.getValue() + "')");
            Stage.isOpenToAll(jane, "tables" + where);
            jane.size(360, 740, true);
            assertThat(jane.eval("document.documentElement.scrollWidth").asInt())
                    .as(where)
                    .isLessThanOrEqualTo(360);
            jane.size(Stage.WIDE, Stage.HIGH, false);
        }
    }

    private Tab at(String below) {
        Tab tab = stage.byLink("user");
        tab.eval("location.hash = '#/tables/" + table + below + "'");
        return tab;
    }

    /** Types into the control of a field. */
    private static void write(Tab tab, String field, String text) {
        String control =
                "[...document.querySelectorAll('row-form label')].find((each) => each.innerText.trim().split(/[\\n,]/)[0] === '"
                        + field + "').htmlFor";
        tab.eval("(() => { const control = document.getElementById(" + control
                + "); control.focus(); control.select(); })()");
        tab.type(text);
    }

    private static String firstCells() {
        return "[...document.querySelectorAll('tbody tr:first-child td.number')].map((each) => each.innerText).join()";
    }

    private static int lines(Tab tab) {
        return tab.eval("document.querySelectorAll('.table-line').length").asInt();
    }

    private String row(String key) {
        return "/v1/tables/" + table + "/rows/"
                + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void put(String key, String row) {
        hub.send("user", "PUT", row(key), row.replace('\'', '"')).expect(201);
    }

    private void patch(String key, String fields) {
        hub.send("bot", "PATCH", row(key), fields.replace('\'', '"')).expect(200);
    }

    private JsonNode value(String key) {
        return hub.get("user", row(key)).expect(200).json().path("row");
    }

    private long position(String key) {
        Reply found = hub.get("user", row(key)).expect(200);
        return found.json().path("position").asLong();
    }
}
