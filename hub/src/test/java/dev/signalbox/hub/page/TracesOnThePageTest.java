package dev.signalbox.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Traces, sessions and figures as people see them, in a real browser; as {@link DayOnThePageTest} for the inbox. */
class TracesOnThePageTest extends OnThePage {
    private static final String HOSTILE =
            "<img src=x onerror=alert(1)><script>alert(2)</script> [x](javascript:alert(3)) \u202Eeslaf\u202C \u0001";
    private final Instant begun = Instant.now().minus(1, ChronoUnit.HOURS);
    private int number;

    @Test
    void the_list_is_live_and_its_filters_stand_in_the_address() {
        Tab jane = at("#/traces?tag=live");
        jane.untilShown("Nothing is like that");

        tell(trace("list-1", Map.of("name", "first of the list", "tags", List.of("live"))));
        jane.untilShown("first of the list");
        tell(trace("list-2", Map.of("name", "of another tag")), trace("list-3", live("third of the list")));
        jane.untilShown("third of the list");
        assertThat(jane.text()).doesNotContain("of another tag");

        choose(jane, "level", "ERROR");
        jane.untilShown("Nothing is like that");
        assertThat(jane.eval("location.hash").asText()).isEqualTo("#/traces?tag=live&level=ERROR");
        tell(step("list-3", "wrong", "span", Map.of("level", "ERROR")));
        jane.untilShown("1 error");
        Tab other = stage.kept(jane.another(Stage.WIDE, Stage.HIGH));
        other.open(jane.eval("location.href").asText());
        other.untilShown("third of the list");
        assertThat(other.text()).doesNotContain("first of the list");

        hub.delete("user", "/v1/traces/list-3").expect(200);
        for (Tab each : List.of(jane, other)) each.untilGone("third of the list");
    }

    private static Map<String, Object> live(String name) {
        return Map.of("name", name, "tags", List.of("live"));
    }

    @Test
    void a_link_that_a_client_printed_leads_to_the_step_also_for_who_signs_in_first() {
        tell(trace("it's odd?", Map.of("name", "linked")), step("it's odd?", "a/b", "span", Map.of("name", "deep")));
        Tab jane = stage.window(Stage.WIDE, Stage.HIGH);
        jane.open(hub.url() + "/project/default/traces/it%27s%20odd%3F?observation=a%2Fb");
        jane.untilShown("No key at hand?");

        jane.type(hub.key("viewer"));
        jane.press("button", "Sign in");

        jane.until("the step is shown", "document.querySelector('aside h2')?.innerText === 'deep'");
        jane.until("it is chosen", "document.querySelector('.span.chosen .name').innerText.startsWith('deep')");
        assertThat(jane.text()).doesNotContain("Delete");
    }

    @Test
    void a_wait_for_people_comes_into_the_trace_and_leads_to_its_question_and_back() {
        String id = "%032x".formatted(77);
        tell(trace(id, Map.of("name", "shipping")), step(id, "%016x".formatted(1), "span", Map.of("name", "release")));
        Tab jane = at("#/traces/" + id);
        jane.until("it is there", "document.querySelectorAll('.span').length === 2");

        hub.post(
                        "daemon",
                        "/v1/questions",
                        Map.of(
                                "prompt",
                                "Ship it?",
                                "kind",
                                "approval",
                                "traceparent",
                                "00-" + id + "-%016x-01".formatted(1)))
                .expect(201);
        jane.until("people are waited for", "document.querySelector('.bar-of.of-human')");
        jane.press(".span .name", "question");
        jane.press("aside a", "The question");
        jane.press("button.answer", "Approve");
        jane.untilShown("Answered");
        jane.press("main a", "In its trace");

        jane.until("it is over", "document.querySelector('.bar-of.of-human:not(.runs)')");
        jane.untilShown("people were asked");
    }

    @Test
    void of_twenty_thousand_steps_only_what_is_near_is_in_the_page_and_keys_lead_through_them() {
        String id = "f".repeat(32);
        for (int part = 0; part < 8; part++) spans(id, part * 2_500, 2_500);
        hub.get("user", "/v1/traces/" + id).expect(200);
        Tab jane = at("#/traces/" + id);

        jane.until("all are here", "document.querySelector('trace-waterfall')?.rows.length === 20001");
        assertThat(rows(jane)).isLessThan(150);
        jane.key("End");
        jane.until("the last is chosen", "document.activeElement.title === 'step 19999'");
        assertThat(rows(jane)).isLessThan(150);
        jane.key("ArrowLeft");
        jane.until("what it is in is chosen", "document.activeElement.title === 'step 19980'");
        jane.key("ArrowLeft");
        jane.until("it is folded", "document.querySelector('trace-waterfall').rows.length === 19982");
        jane.press(".axis button", "Unfold all");
        jane.press(".axis button", "Fold all");
        jane.until("all are folded", "document.querySelector('trace-waterfall').rows.length === 2");
    }

    private static int rows(Tab tab) {
        return tab.eval("document.querySelectorAll('.span').length").asInt();
    }

    @Test
    void everything_is_done_with_the_keyboard_alone() {
        tell(trace("keys", Map.of("name", "by keys", "tags", List.of("keys"))));
        tell(step("keys", "k1", "span", Map.of("name", "outer")));
        tell(step("keys", "k2", "tool", Map.of("name", "inner", "parentObservationId", "k1", "output", "it is done")));
        Tab jane = at("#/traces?tag=keys");
        jane.untilShown("by keys");

        jane.key("/");
        jane.type("nothing is so");
        jane.untilShown("Nothing is like that");
        jane.key("Escape");
        jane.untilShown("by keys");
        jane.eval("document.activeElement.blur()");
        jane.key("j");
        jane.until("it is chosen", "document.activeElement.matches('article.line')");
        jane.key("Enter");
        jane.until("it is open", "document.querySelectorAll('.span').length === 3");
        jane.key("j");
        jane.until("outer is shown", "document.querySelector('aside h2')?.innerText === 'outer'");
        jane.key("ArrowLeft");
        jane.until("inner is folded away", "document.querySelectorAll('.span').length === 2");
        jane.key("ArrowRight");
        jane.key("ArrowRight");
        jane.untilShown("it is done");
        assertThat(jane.eval("location.hash").asText()).isEqualTo("#/traces/keys?span=k2");
        jane.key("Escape");
        jane.until("the trace is shown", "location.hash === '#/traces/keys'");
    }

    @Test
    void on_a_phone_nothing_is_wider_than_it_and_a_step_covers_the_others() {
        tell(trace("phone", Map.of("name", "a".repeat(120), "userId", "u".repeat(200), "tags", List.of("phone"))));
        tell(step(
                "phone",
                "p1",
                "generation",
                Map.of("name", "b".repeat(120), "input", "x".repeat(2_000), "model", "m-1")));
        Tab phone = stage.window(360, 740);
        phone.size(360, 740, true);
        phone.open(hub.url() + "/#/in/" + Stage.ticket(hub, "user"));
        phone.untilShown("Nothing waits for you");

        Map.of("#/traces?tag=phone", ".line .what", "#/figures", "figure-chart canvas", "#/traces/phone", ".span")
                .forEach((hash, there) -> {
                    phone.eval("location.hash = '" + hash + "'");
                    phone.until(hash, "document.querySelector('" + there + "')");
                    assertThat(phone.eval("document.documentElement.scrollWidth")
                                    .asInt())
                            .as(hash)
                            .isLessThanOrEqualTo(360);
                });
        phone.eval("location.hash = '#/traces/phone'");
        phone.press(".span .name", "bbb");
        phone.until("its input is shown", "document.querySelector('aside pre')?.checkVisibility()");
        assertThat(phone.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
        phone.press("aside button", "Steps");
        phone.until("the steps are back", "!document.querySelector('aside').checkVisibility()");
    }

    @Test
    void hostile_texts_are_shown_as_text() {
        Map<String, Object> said = new HashMap<>();
        for (String field : List.of("name", "userId", "sessionId", "release", "version")) said.put(field, HOSTILE);
        said.put("tags", List.of(HOSTILE, "hostile"));
        said.put("input", Map.of(HOSTILE, List.of(HOSTILE, Map.of("__proto__", HOSTILE))));
        said.put("output", "x".repeat(60_000) + HOSTILE);
        said.put("metadata", Map.of(HOSTILE, HOSTILE));
        tell(trace("hostile", said));
        Map<String, Object> call = new HashMap<>();
        for (String field : List.of("name", "model", "statusMessage", "promptName", "version"))
            call.put(field, HOSTILE);
        call.put("level", "ERROR");
        call.put("usageDetails", Map.of("input", 1, HOSTILE, 2));
        call.put("input", List.of(Map.of("role", HOSTILE, "content", HOSTILE)));
        call.put("output", Map.of("role", "assistant", "content", List.of(Map.of("type", "text", "text", HOSTILE))));
        tell(step("hostile", "h1", "generation", call));
        hub.post(
                        "daemon",
                        "/api/public/scores",
                        Map.of("traceId", "hostile", "name", HOSTILE, "value", HOSTILE, "comment", HOSTILE))
                .expect(200);
        Tab jane = at("#/traces?tag=hostile");

        jane.untilShown("<img src=x onerror=alert(1)>");
        isPlain(jane);
        jane.press(".line h2 a", "<img");
        jane.untilShown("\uFFFDeslaf");
        isPlain(jane);
        jane.press(".span .step-kind", "<img");
        jane.untilShown("Tokens, <img");
        isPlain(jane);
        jane.press("header a", "Session");
        jane.until("the session is there", "document.querySelector('.said-by')");
        isPlain(jane);
        for (String by : List.of("model", "user", "session", "name", "trace")) {
            jane.eval("location.hash = '#/figures?by=" + by + "'");
            jane.until(by, "document.querySelector('.wide-table bdi')?.innerText.startsWith('<img')");
            isPlain(jane);
        }
        jane.untilShown("Without a price");
    }

    private static void isPlain(Tab tab) {
        assertThat(tab.eval("document.querySelectorAll('main img, main script, main b').length")
                        .asInt())
                .isZero();
        assertThat(tab.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(Stage.WIDE);
    }

    @Test
    void a_session_is_a_conversation_that_goes_on() {
        tell(trace("said-1", talk("Where is it?", "In the cellar.")));
        Tab jane = at("#/traces/sessions/talk");
        jane.untilShown("In the cellar.");
        Map<String, Object> asked = new HashMap<>(talk("", "Until noon."));
        asked.put("timestamp", begun.plusSeconds(60).toString());
        asked.put(
                "input",
                List.of(
                        Map.of("role", "user", "content", "Where is it?"),
                        Map.of("role", "assistant", "content", "In the cellar."),
                        Map.of("role", "user", "content", "Until **when**?")));

        tell(trace("said-2", asked));

        jane.untilShown("Until noon.");
        assertThat(jane.text()).containsSubsequence("Where is it?", "In the cellar.", "Until when?", "Until noon.");
        assertThat(jane.text().split("In the cellar", -1)).hasSize(2);
    }

    private static Map<String, Object> talk(String input, String output) {
        return Map.of("name", "talk", "sessionId", "talk", "input", input, "output", output);
    }

    @Test
    void a_trace_is_deleted_by_who_may_and_when_they_say_so_twice() {
        tell(trace("gone", Map.of("name", "to be deleted")), step("gone", "g1", "span", Map.of("input", "kept")));
        Tab jane = at("#/traces/gone");
        Tab tom = at("#/traces/gone");
        for (Tab each : List.of(jane, tom))
            each.until("it is there", "document.querySelectorAll('.span').length === 2");

        jane.press("button", "Delete");
        jane.press("dialog button", "Cancel");
        hub.get("user", "/v1/traces/gone").expect(200);
        jane.press("header button", "Delete");
        jane.press("dialog button", "Delete");

        jane.untilShown("The trace is deleted");
        tom.untilShown("This trace was deleted");
        tom.expected("404");
        hub.get("user", "/v1/traces/gone").expect(404);
    }

    @Test
    void what_is_exported_is_whole() {
        tell(trace("whole", Map.of("name", "whole", "input", "x".repeat(70_000))));
        tell(
                step("whole", "w1", "tool", Map.of("input", Map.of("a", 1))),
                step("whole", "w2", "tool", Map.of("name", "=1+1")));
        Tab jane = at("#/traces/whole");
        jane.until("it is there", "document.querySelectorAll('.span').length === 3");
        jane.eval(
                "URL.createObjectURL = (blob) => ((window.saved = blob.text()), 'blob:none'); HTMLAnchorElement.prototype.click = () => {}");

        jane.press("button", "Export");
        jane.until("it is saved", "window.saved");
        JsonNode all =
                Json.readLenient(jane.eval("window.saved").asText().getBytes(StandardCharsets.UTF_8), JsonNode.class);
        assertThat(all.path("input").asText()).hasSize(70_000);
        assertThat(all.path("observations")).hasSize(2);
        assertThat(all.path("observations").get(0).path("input").path("a").asInt())
                .isEqualTo(1);
        jane.press("button", "Show all 70,002 characters");
        jane.until("it is shown", "document.querySelector('aside pre')?.innerText.length === 70000");

        jane.eval("window.saved = null, location.hash = '#/figures?by=name'");
        jane.press("button", "Export CSV");
        jane.until("it is saved", "window.saved");
        assertThat(jane.eval("window.saved").asText())
                .startsWith("measure,time,name,")
                .contains("volume,20", ",'=1+1,");
    }

    @Test
    void figures_have_a_table_beside_them_and_say_what_has_no_price() {
        tell(trace("priced", Map.of("name", "figures", "userId", "ada")));
        hub.post("user", "/v1/prices", Map.of("model", "priced", "prices", Map.of("input", 2.5)))
                .expect(200);
        tell(step("priced", "f1", "generation", Map.of("model", "priced", "usageDetails", Map.of("input", 1_000_000))));
        for (String id : List.of("f2", "f3", "f4")) {
            tell(step("priced", id, "generation", Map.of("model", "house's own", "usageDetails", Map.of("input", 7))));
        }
        Tab jane = at("#/figures?by=model");

        jane.untilShown("signalbox prices set 'house'\\''s own'");
        jane.until("it is drawn", "document.querySelectorAll('figure-chart canvas').length >= 5");
        JsonNode row = jane.eval(
                "[...[...document.querySelectorAll('.wide-table tr')].find((each) => each.innerText.includes('$2.50')).cells].map((each) => each.innerText)");
        assertThat(row.toString()).isEqualTo("[\"priced\",\"$2.50\",\"1\",\"–\"]");
        jane.press("summary", "Numbers over time");
        jane.until("all numbers are there", "document.querySelectorAll('.panels table').length >= 6");
        choose(jane, "by", "user");
        jane.until("users are the groups", "document.querySelector('.wide-table')?.innerText.includes('ada')");
        choose(jane, "since", "24");
        jane.until("it is in the address", "location.hash === '#/figures?by=user&since=24'");
        tell(step("priced", "f5", "generation", Map.of("model", "priced", "usageDetails", Map.of("input", 4_000_000))));
        jane.until("what comes counts", "document.querySelector('.wide-table').innerText.includes('$12.50 + ?')");
    }

    @Test
    void nothing_of_it_is_closed_to_somebody() {
        tell(trace(
                "open", Map.of("name", "open to all", "sessionId", "open", "userId", "jane", "tags", List.of("open"))));
        tell(step(
                "open",
                "o1",
                "generation",
                Map.of(
                        "name",
                        "answer",
                        "model",
                        "gpt-4o",
                        "input",
                        List.of(Map.of("role", "user", "content", "# Why\n\n`x`")),
                        "output",
                        Map.of("a", List.of(1, "b")),
                        "usageDetails",
                        Map.of("input", 1_000))));
        tell(step(
                "open",
                "o2",
                "tool",
                Map.of(
                        "name",
                        "wrong",
                        "parentObservationId",
                        "o1",
                        "level",
                        "ERROR",
                        "statusMessage",
                        "no",
                        "output",
                        "text")));
        Tab jane = at("#/traces?tag=none-is-so");
        jane.untilShown("Nothing is like that");
        Stage.isOpenToAll(jane, "no traces");
        Map<String, String> places = Map.of(
                "#/traces?tag=open", ".line h2",
                "#/traces?kind=sessions", ".line h2",
                "#/traces/open?span=o1", "aside .chat",
                "#/traces/open?span=o2", "aside pre",
                "#/traces/sessions/open", ".said-by",
                "#/figures?by=model", "figure-chart canvas",
                "#/figures?since=24", "figure-chart canvas");
        places.forEach((hash, there) -> {
            jane.eval("location.hash = '" + hash + "'");
            jane.until(hash, "document.querySelector('" + there + "')");
            Stage.isOpenToAll(jane, hash);
        });
        jane.eval("location.hash = '#/traces?minCost=much'");
        jane.untilShown("A filter is not right");
        jane.untilShown("must be US dollars");
        Stage.isOpenToAll(jane, "a wrong filter");
        jane.eval("location.hash = '#/traces/nowhere'");
        jane.untilShown("There is no such trace");
        jane.expected("400|404");
    }

    // What clients tell.

    private Tab at(String hash) {
        Tab tab = stage.byLink("user");
        tab.eval("location.hash = " + Json.writeText(hash));
        return tab;
    }

    private static void choose(Tab tab, String name, String value) {
        tab.eval("(() => { const field = document.querySelector('#filter-" + name + "'); field.value = '" + value
                + "'; field.dispatchEvent(new Event('change')); })()");
    }

    private JsonNode trace(String id, Map<String, Object> said) {
        ObjectNode body = Json.object().put("id", id).put("timestamp", begun.toString());
        body.setAll((ObjectNode) Json.tree(said));
        return envelope("trace-create", body);
    }

    private JsonNode step(String trace, String id, String type, Map<String, Object> said) {
        ObjectNode body = Json.object()
                .put("id", id)
                .put("traceId", trace)
                .put("startTime", begun.plusMillis(number).toString())
                .put("endTime", begun.plusMillis(number + 1_000).toString());
        body.setAll((ObjectNode) Json.tree(said));
        return envelope(type + "-create", body);
    }

    private JsonNode envelope(String type, ObjectNode body) {
        return Json.object()
                .put("id", "told-" + ++number)
                .put("type", type)
                .put("timestamp", begun.toString())
                .set("body", body);
    }

    private void tell(JsonNode... envelopes) {
        ArrayNode batch = Json.object().putArray("batch");
        batch.addAll(List.of(envelopes));
        JsonNode answer = hub.post("daemon", "/api/public/ingestion", Map.of("batch", batch))
                .expect(207)
                .json();
        assertThat(answer.path("errors")).isEmpty();
    }

    /** Every twentieth is below the first, the others below that. */
    private void spans(String trace, int from, int many) {
        List<Map<String, Object>> spans = new ArrayList<>();
        for (int n = from; n < from + many; n++) {
            Map<String, Object> span = new HashMap<>(Map.of(
                    "traceId", trace,
                    "spanId", "%016x".formatted(n + 1),
                    "name", "step " + n,
                    "startTimeUnixNano", nanos(n * 10L),
                    "endTimeUnixNano", nanos(n == 0 ? 200_000 : n * 10L + 8)));
            if (n > 0) span.put("parentSpanId", "%016x".formatted(n % 20 == 0 ? 1 : n / 20 * 20 + 1));
            spans.add(span);
        }
        Map<String, Object> all =
                Map.of("resourceSpans", List.of(Map.of("scopeSpans", List.of(Map.of("spans", spans)))));
        hub.post("daemon", "/v1/traces", all).expect(200);
    }

    private String nanos(long millis) {
        return begun.plusMillis(millis).toEpochMilli() + "000000";
    }
}
