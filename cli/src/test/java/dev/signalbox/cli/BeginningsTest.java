package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beginnings of ids stand for the whole, wherever an id of a trace or of an item of the roadmap is typed. */
class BeginningsTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TWIN_ONE = "aaaaaa0000000000000000000000000a";
    private static final String TWIN_TWO = "aaaaaa0000000000000000000000000b";
    private static final String ITEM = "019aa3f0-1111-7000-8000-000000000001";
    private static final String HEX_ITEM = "019aa3f0-2222-7000-8000-000000000002";

    @TempDir
    static Path folder;

    private static TestHub hub;

    private final TestShell shell = shellOf("admin");

    @BeforeAll
    static void start_a_hub() {
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
        for (String trace : new String[] {TRACE, TWIN_ONE, TWIN_TWO, "free text"}) {
            hub.post("daemon", "/api/public/ingestion", """
                            {"batch": [{"id": "e-%1$s", "type": "trace-create", "timestamp": "2026-11-21T08:00:00Z",
                             "body": {"id": "%1$s", "name": "work of %1$s", "timestamp": "2026-11-21T08:00:00Z"}}]}""".formatted(trace)).expect(207);
        }
        add("PRIORITY 3", ITEM);
        // A key that could be the beginning of an id, and of that of another item.
        add("019aa3f0-1", HEX_ITEM);
        Eventually.until(
                "the traces are there",
                () -> hub.get("admin", "/v1/traces").json().path("items").size() == 4);
    }

    @AfterAll
    static void stop_the_hub() {
        hub.close();
    }

    private static void add(String key, String id) {
        hub.post("user", "/v1/roadmap", Map.of("id", id, "key", key, "title", "title of " + key))
                .expect(201);
    }

    private static TestShell shellOf(String role) {
        return new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString()).with("SIGNALBOX_KEY", hub.key(role));
    }

    @ParameterizedTest
    @CsvSource({
        "show,4bf92f35",
        "show,4BF92F35…",
        "show," + TRACE,
        "traces show,4bf92f35",
        "traces show,4BF92F3577B3…",
        "traces explain,4bf92f35",
    })
    void a_trace_is_found(String command, String typed) {
        TestShell.Run run = run(command, typed);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("work of " + TRACE);
    }

    @ParameterizedTest
    @CsvSource({
        "show,019aa3f0-11",
        "show,PRIORITY 3",
        "show,priority 3",
        "show," + ITEM,
        "roadmap show,019AA3F0-11…",
        "roadmap history,019aa3f0-11"
    })
    void an_item_of_the_roadmap_is_found(String command, String typed) {
        TestShell.Run run = run(command, typed);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("PRIORITY 3", "title of PRIORITY 3");
    }

    @Test
    void a_key_that_looks_like_a_beginning_is_a_key() {
        assertThat(shell.run("roadmap", "show", "019aa3f0-1").out()).contains("title of 019aa3f0-1");
        assertThat(shell.run("roadmap", "status", "019aa3f0-1", "blocked").out())
                .contains("title of 019aa3f0-1");
        TestShell.Run either = shell.run("show", "019aa3f0-1");
        assertThat(either.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(either.err()).contains(ITEM, HEX_ITEM);
    }

    @Test
    void an_item_is_changed_by_the_beginning_of_its_id() {
        TestShell.Run status = shell.run("roadmap", "status", "019aa3f0-1111", "in_progress");
        TestShell.Run move = shell.run("roadmap", "move", "019aa3f0-2222", "--before", "019aa3f0-1111");
        TestShell.Run edit = shell.run("roadmap", "edit", "019aa3f0-1111", "--estimate", "a day");
        TestShell.Run none = shell.run("roadmap", "status", "ffffffff", "done");

        for (TestShell.Run run : new TestShell.Run[] {status, move, edit})
            assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(status.out()).contains("PRIORITY 3");
        assertThat(none.exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({"show", "traces show", "traces explain", "traces delete --yes", "traces problems", "traces tail --trace"
    })
    void what_may_mean_several_means_none(String command) {
        TestShell.Run run = run(command, "aaaaaa0000");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("More than one id begins with aaaaaa0000", TWIN_ONE, TWIN_TWO);
    }

    @Test
    void streams_of_events_are_named_by_beginnings() {
        assertThat(shell.run("events", "--subject", "roadmap/019aa3f0-1111", "-o", "jsonl")
                        .lines())
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(json(line).path("subject").asText()).isEqualTo("roadmap/" + ITEM));
        assertThat(shell.run("events", "--log", "traces", "--subject", "trace/4bf92f35", "-o", "jsonl")
                        .lines())
                .hasSize(1);
    }

    @Test
    void free_text_is_an_id_as_a_whole() {
        assertThat(shell.run("show", "free text").out()).contains("work of free text");
        TestShell.Run part = shell.run("show", "free");
        assertThat(part.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(part.err()).contains("\"free\" is no number of your inbox, no id and no key of the roadmap");
    }

    @Test
    void what_is_not_there_is_said_with_all_that_it_could_be() {
        TestShell.Run none = shell.run("show", "ffffffff");

        assertThat(none.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(none.err())
                .contains("no question, notification, roadmap item or trace whose id begins with ffffffff")
                .contains("signalbox roadmap list", "signalbox traces list");
    }

    @Test
    void the_lists_of_the_api_take_it() {
        assertThat(items("/v1/traces?idPrefix=4bf9")).hasSize(1);
        assertThat(items("/v1/traces?idPrefix=free%20t")).hasSize(1);
        assertThat(items("/v1/traces?idPrefix=4BF9")).isEmpty();
        assertThat(items("/v1/roadmap?idPrefix=019aa3f0-2")).hasSize(1);
        assertThat(items("/v1/roadmap?idPrefix=019aa3f0&status=done")).isEmpty();
        assertThat(hub.get("admin", "/v1/roadmap?idPrefix=019a&asOf=1")
                        .expect(400)
                        .text())
                .contains("idPrefix");
    }

    private JsonNode items(String path) {
        return hub.get("admin", path).expect(200).json().path("items");
    }

    private TestShell.Run run(String command, String typed) {
        String[] words = (command + " ").split(" ", -1);
        words[words.length - 1] = typed;
        return shell.run(words);
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
