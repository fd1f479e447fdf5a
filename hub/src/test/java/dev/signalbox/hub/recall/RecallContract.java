package dev.signalbox.hub.recall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What was said is found again over real HTTP; one hub for all. The same on both engines. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecallContract {
    private static final String FILE = """
            roles:
              watcher: {description: reads jobs alone}
              stranger: {description: reads nothing}
            tables:
              notifications: {readers: [user, daemon]}
              questions: {readers: [user, daemon]}
              roadmap: {readers: [user, daemon]}
              traces: {readers: [user]}
              my_jobs:
                key: id
                change: merge
                writers: [daemon]
                readers: [user, watcher]
                fields: {id: {type: string}, note: {type: string}, other: {type: string}}
                why: What the daemon does.
              hidden:
                key: id
                change: replace
                writers: [daemon]
                readers: []
                fields: {id: {type: string}, note: {type: string}}
                why: What nobody reads.
            """;

    /** Texts, and what finds each of them. */
    private static final Map<String, List<String>> CUT = Map.of(
            "fix ISSUE-4217 now", List.of("ISSUE-4217", "issue", "4217", "\"issue 4217\"", "iss* 4217", "issue-42*"),
            "see src/mainly/Appx.java:17",
                    List.of("src/mainly/Appx.java", "mainly/appx.java", "appx.java", "APPX", "appx.java:17"),
            "returns List<Stringy> of it", List.of("List<Stringy>", "stringy", "list", "<Stringy>", "list<str*"),
            "ask userling@hostling.example", List.of("userling@hostling.example", "userling", "hostling", "@hostling"),
            "a<bxx and cxx>d", List.of("bxx", "cxx", "\"bxx and cxx\"", "a<bxx"),
            "Größenwahn über Zürichsee",
                    List.of("größenwahn", "GROSSENWAHN".replace("SS", "ß"), "grö*", "uber", "zurichsee"),
            "id 0f8c2b9e-77aa-4b1c", List.of("0f8c2b9e", "0f8c2b9e-77aa-4b1c", "77aa-4b1c"),
            "東京都の天気", List.of("東京", "天気", "\"東京都の\""),
            "snake_case_name %s", List.of("snake_case_name", "case", "case_name"),
            "it''s 'quoted' \\\\ back", List.of("quoted", "'quoted'", "it''s", "back"));

    TestHub hub;
    private TestClock clock;

    abstract HubConfig on(HubConfig plain);

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("signalbox.yaml"), FILE);
        HubConfig plain = HubConfig.embedded(folder.resolve("data"), 0);
        clock = new TestClock();
        hub = TestHub.start(on(new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file)), clock);
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    @Test
    void words_paths_and_code_are_found_whole_and_by_their_parts() {
        CUT.forEach((text, queries) -> {
            String id = post(text);
            for (String query : queries) {
                assertThat(ids(recall("admin", query)))
                        .as(query + " finds " + text)
                        .contains(id);
            }
        });
        String no = post("issue 4999 of another 4217x");
        assertThat(ids(recall("admin", "ISSUE-4217"))).doesNotContain(no);
        assertThat(ids(recall("admin", "\"java src\""))).isEmpty();
        assertThat(ids(recall("admin", "\"name case\""))).isEmpty();
    }

    @Test
    void each_kind_of_thing_is_found_and_names_its_event() {
        String note = post("kindword one");
        String question = hub.post("daemon", "/v1/questions", Map.of("prompt", "kindword two?"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        String item = hub.post("admin", "/v1/roadmap", Map.of("title", "kindword three", "key", "K-1"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        put("my_jobs", "j-kind", Map.of("id", "j-kind", "note", "kindword four"));
        trace("t-kind", "kindword five", "out");
        Eventually.until(
                "the trace is found",
                () -> recall("admin", "kindword").path("items").size() == 5);

        JsonNode found = recall("admin", "kindword");
        assertThat(texts(found, "kind")).containsExactlyInAnyOrder("notification", "question", "item", "row", "trace");
        assertThat(texts(found, "id")).containsExactlyInAnyOrder(note, question, item, "j-kind", "t-kind");
        for (JsonNode hit : found.path("items")) {
            JsonNode events = hub.get(
                            "admin",
                            "/v1/streams/" + hit.path("stream").asText() + "?log="
                                    + hit.path("log").asText())
                    .expect(200)
                    .json()
                    .path("events");
            JsonNode event = events.path(hit.path("version").asInt() - 1);
            assertThat(event.path("sequence").asLong())
                    .isEqualTo(hit.path("position").asLong());
            assertThat(event.path("type")).isEqualTo(hit.path("type"));
            assertThat(event.path("id")).isEqualTo(hit.path("event"));
            assertThat(hit.path("by").asText()).isEqualTo(event.path("actor").asText());
            assertThat(hit.path("snippet").asText()).contains("kindword");
        }
        for (String kind : List.of("notification", "question", "item", "row", "trace")) {
            assertThat(texts(recall("admin", "kindword", "kind", kind), "kind")).containsExactly(kind);
        }
        assertThat(texts(recall("admin", "kindword", "table", "my_jobs"), "id")).containsExactly("j-kind");
        assertThat(texts(recall("admin", "kindword", "table", "questions"), "id"))
                .containsExactly(question);
    }

    @Test
    void a_thing_is_found_by_all_that_it_says_and_only_when_it_says_all_words() {
        String question = question("shipword the release?", "Because of allword");
        assertThat(ids(recall("admin", "shipword allword"))).containsExactly(question);
        assertThat(ids(recall("admin", "shipword never"))).isEmpty();
        hub.post("user", "/v1/questions/" + question + "/answer", Map.of("value", "later", "comment", "answerword"))
                .expect(200);

        JsonNode hit = recall("admin", "shipword answerword").path("items").path(0);

        assertThat(hit.path("id").asText()).isEqualTo(question);
        assertThat(hit.path("type").asText()).isEqualTo("question.answered");
        assertThat(hit.path("version").asLong()).isEqualTo(2);
        assertThat(ids(recall("admin", "\"release because\"")))
                .as("a phrase is within a field")
                .isEmpty();
    }

    @Test
    void a_text_is_found_as_it_stands_and_as_it_stood_and_as_what_changed() {
        put("my_jobs", "j-time", Map.of("id", "j-time", "note", "oldword", "other", "stayword"));
        long first = position();
        String firstTime = clock.instant().toString();
        clock.advance(Duration.ofSeconds(10));
        hub.send("daemon", "PATCH", "/v1/tables/my_jobs/rows/j-time", Map.of("note", "newword"))
                .expect(200);
        long second = position();
        clock.advance(Duration.ofSeconds(10));
        hub.delete("daemon", "/v1/tables/my_jobs/rows/j-time").expect(200);
        clock.advance(Duration.ofSeconds(10));

        assertThat(ids(recall("admin", "oldword"))).isEmpty();
        assertThat(ids(recall("admin", "stayword"))).as("the row is deleted").isEmpty();
        for (String moment : List.of(Long.toString(first), firstTime)) {
            assertThat(ids(recall("admin", "oldword stayword", "asOf", moment))).containsExactly("j-time");
            assertThat(ids(recall("admin", "newword", "asOf", moment))).isEmpty();
        }
        JsonNode then = recall("admin", "newword stayword", "asOf", Long.toString(second));
        assertThat(ids(then)).containsExactly("j-time");
        assertThat(then.path("items").path(0).path("endedAt").asLong()).isEqualTo(second + 1);
        assertThat(ids(recall("admin", "oldword", "asOf", Long.toString(second))))
                .isEmpty();
        assertThat(ids(recall("admin", "newword", "asOf", Long.toString(second), "changedSince", Long.toString(first))))
                .containsExactly("j-time");
        assertThat(ids(recall("admin", "oldword", "asOf", Long.toString(first), "changedSince", Long.toString(first))))
                .isEmpty();
        assertThat(ids(recall("admin", "oldword", "asOf", "0"))).isEmpty();

        String late = post("sinceword");
        assertThat(ids(recall("admin", "sinceword", "changedSince", Long.toString(second))))
                .containsExactly(late);
        assertThat(ids(recall("admin", "sinceword", "changedSince", Long.toString(position()))))
                .isEmpty();
        assertThat(ids(recall(
                        "admin",
                        "sinceword",
                        "changedSince",
                        clock.instant().plusSeconds(1).toString())))
                .isEmpty();
    }

    /** Most texts that ever had the words stand no more: the newest that do are found all the same, each once. */
    @Test
    void what_changed_many_times_is_found_as_it_stands_and_as_it_stood() {
        List<Map<String, Object>> commands = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String key = i % 40 == 0 ? "j-stays-" + i : "j-beats";
            commands.add(put(key, "beatword \"tick\" n" + i));
        }
        send(commands);
        long then = position() - 200;

        assertThat(ids(recall("admin", "beatword", "limit", "100")))
                .hasSize(11)
                .doesNotHaveDuplicates()
                .startsWith("j-beats", "j-stays-360", "j-stays-320");
        assertThat(ids(recall("admin", "beatword tick", "limit", "3")))
                .containsExactly("j-beats", "j-stays-360", "j-stays-320");
        assertThat(ids(recall("admin", "beatword n1"))).isEmpty();
        assertThat(ids(recall("admin", "beatword", "asOf", Long.toString(then), "limit", "100")))
                .containsExactly("j-beats", "j-stays-160", "j-stays-120", "j-stays-80", "j-stays-40", "j-stays-0");
    }

    @Test
    void a_beginning_that_too_many_words_have_is_refused_before_it_fills_the_memory() {
        int ofRow = 1_000;
        List<Map<String, Object>> commands = new ArrayList<>();
        for (int row = 0; row * ofRow <= Limits.RECALL_BEGINNINGS_MAX; row++) {
            StringBuilder words = new StringBuilder();
            for (int i = 0; i < ofRow; i++) words.append("q%06x ".formatted(row * ofRow + i));
            commands.add(put("j-many-" + row, words.toString()));
        }
        send(commands);
        Eventually.until(
                "all of it is found", () -> !ids(recall("admin", "q000001")).isEmpty());

        String refused = ask("admin", "/v1/recall?q=q*&limit=100").expect(400).text();
        assertThat(refused).contains("the query parameter q", "q*", "write more of it");
        assertThat(ids(recall("admin", "q00000*"))).containsExactly("j-many-0");
        assertThat(ids(recall("admin", "q0000* q0003e7"))).containsExactly("j-many-0");
        assertThat(ids(recall("admin", "nobodysaidthis q*"))).isEmpty();
    }

    @Test
    void letters_are_found_by_whatever_form_they_have_and_behind_every_beginning() {
        Map<String, List<String>> texts = Map.of(
                "server サーバーKAPIX down", List.of("KAPIX", "サーバー", "kapi*"),
                "ΚΑΛΗΜΕΡΑΣ", List.of("καλημερας", "καλημερασ", "ΚΑΛΗΜΕΡΑΣ*"),
                "HAUPTSTRASSENFEST", List.of("hauptstraßenfest", "HAUPTSTRAẞENFEST", "hauptstraß*"),
                "wx\uD83A\uDD00\uD83A\uDD01 adlam", List.of("wx*", "wx\uD83A\uDD22*"),
                "soft\u00ADhyphenword", List.of("softhyphenword"),
                "\u001B[31mCOLOURWORD\u001B[0m", List.of("colourword"));
        texts.forEach((text, queries) -> {
            String id = post(text);
            for (String query : queries) {
                assertThat(ids(recall("admin", query)))
                        .as(query + " finds " + text)
                        .contains(id);
            }
        });
    }

    private static Map<String, Object> put(String key, String note) {
        return Map.of(
                "id",
                Ids.next(),
                "command",
                "table.put",
                "target",
                "my_jobs/" + key,
                "body",
                Map.of("row", Map.of("id", key, "note", note)));
    }

    private void send(List<Map<String, Object>> commands) {
        for (int i = 0; i < commands.size(); i += 40) {
            List<Map<String, Object>> some = commands.subList(i, Math.min(i + 40, commands.size()));
            String told = hub.post("daemon", "/v1/commands", Map.of("commands", some))
                    .expect(200)
                    .text();
            assertThat(told).doesNotContain("rejected", "conflict");
        }
    }

    @Test
    void what_a_key_may_not_read_is_answered_like_what_nobody_said() {
        put("hidden", "h1", Map.of("id", "h1", "note", "secretword"));
        put("my_jobs", "j-right", Map.of("id", "j-right", "note", "rightword"));
        String note = post("rightword");
        trace("t-right", "rightword", "x");
        Eventually.until(
                "all are found",
                () -> recall("admin", "rightword").path("items").size() == 3);

        assertThat(ids(recall("admin", "secretword"))).containsExactly("h1");
        for (String role : List.of("user", "watcher", "stranger")) {
            JsonNode none = recall(role, "secretword");
            assertThat(none).isEqualTo(recall(role, "wordofnobody"));
            assertThat(ids(recall(role, "secretw*"))).isEmpty();
        }
        assertThat(ids(recall("watcher", "rightword"))).containsExactly("j-right");
        assertThat(ids(recall("stranger", "rightword"))).isEmpty();
        assertThat(ids(recall("watcher", "rightword", "kind", "notification"))).isEmpty();
        assertThat(ids(recall("admin", "rightword", "kind", "notification"))).containsExactly(note);
        ask("watcher", "/v1/recall?q=rightword&table=hidden").expect(403);
        ask("watcher", "/v1/recall?q=rightword&table=notifications").expect(403);
        ask("admin", "/v1/recall?q=rightword&table=nosuch").expect(404);
    }

    @Test
    void pages_hold_everything_once_the_newest_first() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            clock.advance(Duration.ofSeconds(1));
            if (i % 2 == 0) all.add(0, post("pageword " + i));
            else {
                trace("t-page-" + i, "pageword " + i, "o");
                all.add(0, "t-page-" + i);
            }
        }
        Eventually.until(
                "all are found", () -> recall("admin", "pageword").path("items").size() == 7);

        List<String> paged = new ArrayList<>();
        JsonNode page = recall("admin", "pageword", "limit", "2");
        while (true) {
            paged.addAll(ids(page));
            if (!page.hasNonNull("nextCursor")) break;
            page = recall(
                    "admin",
                    "pageword",
                    "limit",
                    "2",
                    "cursor",
                    page.path("nextCursor").asText());
        }
        assertThat(paged).isEqualTo(all);
        assertThat(ids(recall("admin", "pageword", "limit", "100"))).isEqualTo(all);
    }

    @Test
    void bad_input_is_refused_and_names_the_parameter() {
        Map<String, String> bad = Map.ofEntries(
                Map.entry("", "q"),
                Map.entry("q=", "q"),
                Map.entry("q=%26%7C", "q"),
                Map.entry("q=" + "a".repeat(501), "q"),
                Map.entry("q=a&kind=key", "kind"),
                Map.entry("q=a&limit=0", "limit"),
                Map.entry("q=a&limit=101", "limit"),
                Map.entry("q=a&asOf=yesterday", "asOf"),
                Map.entry("q=a&asOf=999999999", "asOf"),
                Map.entry("q=a&changedSince=-1", "changedSince"),
                Map.entry("q=a&cursor=x", "cursor"),
                Map.entry("q=a&q=b", "q"),
                Map.entry("q=a%00b", "q"),
                Map.entry("q=a&what=x", "what"));
        bad.forEach((query, names) -> assertThat(
                        ask("admin", "/v1/recall?" + query).expect(400).text())
                .as(query)
                .contains(names));
        for (String odd :
                List.of("a'b", "\"", "a\" OR 1", "NEAR(a b)", "a AND NOT b", "a:b", "{x}", "^a", "a+b", "':*")) {
            int status = ask("admin", "/v1/recall?q=" + encoded(odd)).status();
            assertThat(status).as(odd).isIn(200, 400);
        }
    }

    @Test
    void what_was_deleted_is_found_no_more_and_is_nowhere() {
        trace("t-gone", "canaryword of goneprompt", "goneoutput");
        trace("t-stays", "canarystays", "x");
        Eventually.until(
                "it is found", () -> recall("admin", "canaryword").path("items").size() == 1);
        assertThat(stored("canaryword")).isTrue();

        hub.delete("admin", "/v1/traces/t-gone").expect(200);

        assertThat(ids(recall("admin", "canaryword"))).isEmpty();
        assertThat(ids(recall("admin", "canaryword", "asOf", Long.toString(position()))))
                .isEmpty();
        assertThat(stored("canaryword")).isFalse();
        assertThat(stored("goneoutput")).isFalse();
        assertThat(ids(recall("admin", "canarystays"))).containsExactly("t-stays");
    }

    @Test
    void an_index_that_is_made_anew_finds_the_same() {
        put("my_jobs", "j-anew", Map.of("id", "j-anew", "note", "anewword one"));
        hub.send("daemon", "PATCH", "/v1/tables/my_jobs/rows/j-anew", Map.of("note", "anewword two"))
                .expect(200);
        trace("t-anew", "anewword", "x");
        Eventually.until(
                "all are found", () -> recall("admin", "anewword").path("items").size() == 2);
        JsonNode before = recall("admin", "anewword").path("items");

        for (String index : List.of("recall", "trace_recall")) {
            hub.post("admin", "/v1/projections/" + index + "/rebuild", Map.of()).expect(202);
            Eventually.until(index + " is built", () -> state(index).equals("live"));
        }

        assertThat(recall("admin", "anewword").path("items")).isEqualTo(before);
        put("my_jobs", "j-anew", Map.of("id", "j-anew", "note", "afterword"));
        assertThat(ids(recall("admin", "afterword"))).containsExactly("j-anew");
        assertThat(ids(recall("admin", "anewword two"))).isEmpty();
    }

    /** Whether a text stands in the store, wherever. */
    abstract boolean stored(String text);

    private String state(String index) {
        for (JsonNode each :
                hub.get("admin", "/v1/projections").expect(200).json().path("items")) {
            if (each.path("name").asText().equals(index))
                return each.path("state").asText();
        }
        return "missing";
    }

    private long position() {
        return hub.cursor().position();
    }

    String post(String title) {
        return hub.post("daemon", "/v1/notifications", Map.of("title", title))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private String question(String prompt, String body) {
        return hub.post("daemon", "/v1/questions", Map.of("prompt", prompt, "body", body, "kind", "text"))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private void put(String table, String key, Map<String, ?> row) {
        int status = hub.send("daemon", "PUT", "/v1/tables/" + table + "/rows/" + key, row)
                .status();
        assertThat(status).isIn(200, 201);
    }

    void trace(String id, String input, String output) {
        hub.post(
                        "admin",
                        "/api/public/ingestion",
                        Map.of(
                                "batch",
                                List.of(Map.of(
                                        "id",
                                        "e-" + id,
                                        "type",
                                        "trace-create",
                                        "timestamp",
                                        "2026-11-29T08:00:00Z",
                                        "body",
                                        Map.of("id", id, "input", input, "output", output)))))
                .expect(207);
    }

    private Reply ask(String role, String path) {
        return hub.get(role, path);
    }

    JsonNode recall(String role, String words, String... parameters) {
        StringBuilder path = new StringBuilder("/v1/recall?q=").append(encoded(words));
        for (int i = 0; i < parameters.length; i += 2) {
            path.append('&').append(parameters[i]).append('=').append(encoded(parameters[i + 1]));
        }
        return ask(role, path.toString()).expect(200).json();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    List<String> ids(JsonNode found) {
        return texts(found, "id");
    }

    private static List<String> texts(JsonNode found, String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode hit : found.path("items")) texts.add(hit.path(field).asText());
        return texts;
    }
}
