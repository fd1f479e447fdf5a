package dev.signalbox.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox traces} and {@code signalbox prices} against a real hub that clients have sent traces to. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TracesCommandTest {
    private static final String RAG = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final long BEGIN = 1_795_237_200_000L;

    @TempDir
    Path folder;

    private TestHub hub;
    private TestShell shell;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
        shell = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("COLUMNS", "80");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void a_trace_is_drawn_as_a_waterfall_of_80_columns() {
        sendRag();

        TestShell.Run show = shell.run("traces", "show", RAG);

        assertThat(show.exitCode()).as(show.err()).isZero();
        assertThat(show.out().lines())
                .containsExactly(
                        "rag-answer  4bf92f3577b34da6a3ce929d0e0e4736",
                        "2026-11-21 05:00:00 UTC  2.00s  6 observations  1.2k→340 tokens  $0.0065",
                        "1 error  1 running",
                        "user jane  session chat-1  #golden",
                        "input       How many books?",
                        "output      user: There are 7.",
                        "",
                        "                                                        time    tokens      cost",
                        "rag-answer                   ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒   2.00s",
                        "├ retrieve tool              ▒▒▒                       200ms",
                        "│ └ found event                ◆",
                        "├ answer gpt-4o                  ░░░░░█████████        1.10s  1.2k→340   $0.0065",
                        "│ └ ✗ check tool                        ▒▒▒            200ms",
                        "│     the source is gone",
                        "└ notify tool                                   ▒▒▒→ running",
                        "                             ├──────────┼──────────┤",
                        "                             0s       1.00s    2.00s",
                        "",
                        "█ model  ░ until its first token  ▒ other work  ◆ event  → running  ✗ error");
        assertThat(show.out().lines())
                .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(80));
    }

    @Test
    void the_first_page_of_a_large_trace_comes_at_once_and_all_of_it_when_asked() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        int steps = 1_203;
        send(IntStream.range(0, steps)
                .mapToObj(i -> span(
                        trace,
                        String.format("%016x", i + 1),
                        i == 0 ? null : "0000000000000001",
                        "step " + i,
                        i,
                        i + 5,
                        ""))
                .toList());
        Eventually.assertThat(() -> assertThat(json("traces", "show", trace, "-o", "json")
                        .path("observations")
                        .asInt())
                .isEqualTo(steps));

        TestShell.Run first = shell.run("traces", "show", trace);
        TestShell.Run all = shell.run("traces", "show", trace, "--all");

        assertThat(first.lines()).hasSize(2 + 1 + 1 + 200 + 4);
        assertThat(first.err()).contains("first 200 of 1,203 steps", "--all");
        assertThat(all.lines()).hasSize(2 + 1 + 1 + steps + 4);
        assertThat(all.lines().get(4 + 1_202)).startsWith("└ step 1202");
        assertThat(all.err()).isEmpty();
    }

    @Test
    void one_step_is_shown_with_its_input_and_output() {
        sendRag();

        TestShell.Run text = shell.run("traces", "show", RAG, "--observation", "answer");
        JsonNode resource = json("traces", "show", RAG, "--observation", "0000000000000003", "-o", "json");

        assertThat(text.out())
                .contains("answer  0000000000000003", "gpt-4o", "1.10s", "first token", "400ms", "There are 7.")
                .contains("$0.0065", "price ");
        assertThat(resource.path("output").toString()).contains("There are 7.");
        TestShell.Run none = shell.run("traces", "show", RAG, "--observation", "ffff");
        assertThat(none.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(none.err()).contains("no observation ffff", "signalbox traces list");
    }

    @Test
    void traces_are_listed_and_filtered() {
        sendRag();
        send(List.of(span("0af7651916cd43dd8448eb211c80319c", "00000000000000aa", null, "other", 0, 3, "")));
        Eventually.assertThat(
                () -> assertThat(shell.run("traces", "list", "-q").lines()).hasSize(2));

        TestShell.Run list = shell.run("traces", "list");
        TestShell.Run failed = shell.run("traces", "list", "--level", "error", "--user", "jane", "--quiet");
        TestShell.Run none = shell.run("traces", "list", "--to", "400d");

        assertThat(list.lines().get(0)).contains("AGE", "NAME", "TIME", "COST", "STATE", "ID");
        assertThat(list.lines()).anySatisfy(line -> assertThat(line)
                .contains("rag-answer", "2.00s", "$0.0065", "✗1 →1", RAG)
                .hasSizeLessThanOrEqualTo(80));
        assertThat(failed.lines()).containsExactly(RAG);
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("No such traces");
        assertThat(json("traces", "list", "--name", "rag-answer", "-o", "json")
                        .at("/items/0/id")
                        .textValue())
                .isEqualTo(RAG);
        assertThat(shell.run("traces", "list", "--from", "17").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.run("traces", "list", "--level", "loud").exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(shell.run("traces").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_session_reads_as_what_was_said() {
        sendRag();

        TestShell.Run list = shell.run("traces", "sessions");
        TestShell.Run transcript = shell.run("traces", "sessions", "chat-1");

        assertThat(list.lines().get(1)).contains("jane", "chat-1", "$0.0065");
        assertThat(transcript.lines().get(0)).contains("chat-1", "1 traces", "user jane");
        assertThat(transcript.out()).containsSubsequence("rag-answer", "> How many books?", "< user: There are 7.");
        assertThat(shell.run("traces", "sessions", "nobody").exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void figures_are_tables_with_bars() {
        sendRag();

        TestShell.Run cost = shell.run("traces", "cost", "--by", "model");
        TestShell.Run latency = shell.run("traces", "latency", "--by", "name");
        TestShell.Run errors = shell.run("traces", "errors");
        TestShell.Run volume = shell.run("traces", "volume", "--interval", "day", "--by", "type");
        JsonNode tokens = json("traces", "tokens", "--by", "model", "-o", "json");

        assertThat(cost.lines().get(0)).startsWith("MODEL").contains("COST", "CALLS");
        assertThat(cost.lines().get(1)).contains("gpt-4o", "$0.0065", "1");
        assertThat(latency.lines()).anySatisfy(line -> assertThat(line).contains("rag-answer", "2.00s", "█"));
        assertThat(latency.lines()).anySatisfy(line -> assertThat(line).contains("answer", "1.10s", "400ms"));
        assertThat(latency.lines())
                .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(90));
        assertThat(errors.lines().get(1).strip()).matches("1\\s+16\\.7%\\s+6");
        assertThat(volume.lines().get(1)).startsWith("2026-11-21");
        assertThat(tokens.at("/items/0/totalTokens").asInt()).isEqualTo(1_580);
        assertThat(shell.run("traces", "volume", "--by", "type", "--top", "1").lines())
                .hasSize(2);
        assertThat(shell.run("traces", "volume", "--top", "0").err()).contains("top", "1 to 10000");
        assertThat(shell.run("traces", "cost", "--by", "colour").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_model_without_a_price_is_named_and_gets_one() throws IOException {
        send(List.of(span(
                RAG,
                "0000000000000001",
                null,
                "call",
                0,
                900,
                attribute("gen_ai.request.model", "house-model") + ","
                        + attribute("gen_ai.operation.name", "chat") + ","
                        + number("gen_ai.usage.input_tokens", 1_000_000)
                        + "," + number("gen_ai.usage.output_tokens", 10))));
        Eventually.assertThat(
                () -> assertThat(shell.run("prices", "list", "--unknown").out()).contains("house-model"));

        TestShell.Run unknown = shell.run("traces", "cost", "--by", "model");
        TestShell.Run set = shell.run("prices", "set", "house-model", "input=2.50", "output=10");
        Eventually.assertThat(() ->
                assertThat(shell.run("traces", "cost", "--by", "model").out()).contains("$2.50"));
        Path file = Files.writeString(
                folder.resolve("prices.json"),
                "{\"models\": [{\"model\": \"house-model\", \"prices\": {\"input\": 3, \"output\": 10}},"
                        + " {\"model\": \"new-model\", \"prices\": {\"input\": 1}}]}");
        TestShell.Run look = shell.run("prices", "import", file.toString(), "--dry-run");
        TestShell.Run done = shell.run("prices", "import", file.toString());
        TestShell.Run again = shell.run("prices", "import", file.toString());

        assertThat(unknown.lines().get(1)).contains("house-model", "unknown");
        assertThat(unknown.err()).contains("1 call has no price", "prices list --unknown");
        assertThat(set.out()).contains("Set house-model", "input 2.5");
        assertThat(look.lines()).containsExactly("~ house-model  input 2.5 -> 3", "+ new-model  input 1");
        assertThat(look.err()).contains("Would set 2 prices, 0 unchanged. Nothing was sent.");
        assertThat(done.err()).contains("Set 2 prices");
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).contains("Set 0 prices, 2 unchanged.");
        assertThat(shell.run("prices", "list", "house").lines().get(1)).contains("house-model", "3", "10", "you");
        assertThat(shell.run("prices", "remove", "house-model").exitCode()).isZero();
        assertThat(shell.run("prices", "remove", "house-model").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.run("prices", "set", "x").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.run("prices", "set", "x", "input=much").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_file_of_prices_tells_all_its_faults_before_anything_is_set() throws IOException {
        Path faulty = Files.writeString(
                folder.resolve("faulty.json"),
                "[{\"model\": \"a\", \"prices\": {\"input\": \"much\"}}, {\"prices\": {\"input\": 1}}, {\"model\": \"b\"},"
                        + " {\"model\": \"c\", \"prices\": {\"input\": 1}}, {\"model\": \"c\", \"prices\": {\"input\": 2}}]");
        Path refused = Files.writeString(
                folder.resolve("refused.json"),
                "[{\"model\": \"good-model\", \"prices\": {\"input\": 1}}, {\"model\": \"d\", \"prices\": {\"input\": -1}},"
                        + " {\"model\": \"e\", \"unit\": \"per_dozen\", \"prices\": {\"input\": 1}}]");
        Path latin = Files.write(
                folder.resolve("latin.json"), "[{\"model\": \"mär\"}]".getBytes(StandardCharsets.ISO_8859_1));

        TestShell.Run told = shell.run("prices", "import", faulty.toString());
        TestShell.Run look = shell.run("prices", "import", refused.toString(), "--dry-run");
        TestShell.Run real = shell.run("prices", "import", refused.toString());
        TestShell.Run other = shell.run("prices", "import", latin.toString());

        assertThat(told.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(told.err().lines().skip(1).map(line -> line.strip().substring(0, 8)))
                .containsExactly("model 1:", "model 2:", "model 3:", "model 5:");
        assertThat(look.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(look.err().lines().skip(1).map(String::strip))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("d: "))
                .anyMatch(line -> line.startsWith("e: "));
        assertThat(real.err()).isEqualTo(look.err());
        assertThat(shell.run("prices", "list", "good-model").out()).doesNotContain("good-model");
        assertThat(other.err()).contains("latin.json, line 1: byte 14 (0xE4) is no UTF-8");
    }

    @Test
    void an_export_has_every_step_with_its_payloads_also_large_ones() throws IOException {
        sendRag();
        String large = "x".repeat(70_000);
        send(List.of(
                span(RAG, "00000000000000ff", "0000000000000001", "large", 0, 1, attribute("input.value", large))));
        Eventually.assertThat(() -> assertThat(json("traces", "show", RAG, "-o", "json")
                        .path("observations")
                        .asInt())
                .isEqualTo(7));

        TestShell.Run plain = shell.run("traces", "export", "--jsonl");
        TestShell.Run filed = shell.run("traces", "export", "--file", "all.jsonl", "--user", "jane");

        assertThat(plain.lines()).hasSize(1);
        JsonNode trace = read(plain.result());
        assertThat(trace.path("id").textValue()).isEqualTo(RAG);
        assertThat(trace.path("observations")).hasSize(7);
        assertThat(trace.path("observations").findValuesAsText("input")).contains(large);
        assertThat(plain.err()).contains("1 trace, 7 steps");
        assertThat(filed.out()).isEmpty();
        assertThat(Files.readString(folder.resolve("all.jsonl"))).isEqualTo(plain.out());
        assertThat(folder.resolve("all.jsonl.part")).doesNotExist();
    }

    @Test
    void a_field_is_explained_by_the_event_that_set_it() {
        classic(
                "trace-create",
                "e-1",
                "{\"id\": \"t-1\", \"name\": \"first\", \"timestamp\": \"2026-11-21T05:00:00Z\"}");
        classic(
                "trace-create",
                "e-2",
                "{\"id\": \"t-1\", \"name\": \"second\", \"timestamp\": \"2026-11-21T05:00:01Z\"}");
        Eventually.assertThat(() ->
                assertThat(shell.run("traces", "explain", "t-1", "name").out()).contains("second"));

        TestShell.Run name = shell.run("traces", "explain", "t-1", "name");
        TestShell.Run nothing = shell.run("traces", "explain", "t-1", "userId");

        assertThat(name.lines().get(0)).isEqualTo("name  \"second\"");
        assertThat(name.lines().get(1)).isEqualTo("  the last create that speaks of it, and no update does");
        assertThat(name.lines().get(2)).isEqualTo("  said by daemon at 2026-11-21T05:00:01.000000Z (its clock)");
        assertThat(name.lines().get(3)).contains("received", "#2 of the traces log");
        assertThat(name.lines().get(4)).isEqualTo("  event envelope:e-2");
        assertThat(shell.run("traces", "explain", "t-1", "timestamp").lines().get(0))
                .isEqualTo("timestamp  \"2026-11-21T05:00:00.000000Z\"");
        assertThat(nothing.err()).contains("Nobody has said anything of userId", "What was said: ");
        assertThat(shell.run("traces", "explain", "t-2", "name").exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void tail_shows_what_comes_in_a_line_each() {
        TestShell.Live tail = shell.start("traces", "tail", "--after", "start", "--count", "3");
        classic("trace-create", "e-1", "{\"id\": \"t-1\", \"name\": \"hello\", \"input\": \"a\\u001b[31mb\"}");
        send(List.of(span(RAG, "0000000000000001", null, "call", 0, 900, attribute("gen_ai.request.model", "gpt-4o"))));
        Eventually.assertThat(() -> assertThat(tail.out()).contains(RAG.substring(0, 8)));
        hub.delete("admin", "/v1/traces/t-1").expect(200);

        TestShell.Run run = tail.end();
        TestShell.Run later = shell.run("traces", "tail", "--after", "start", "--count", "1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines().get(0)).contains("#1", "daemon", "trace-create", "hello", "\"a[31mb\"", "t-1");
        assertThat(run.lines().get(1)).contains("#2", "span", "call", "gpt-4o", "900ms", RAG.substring(0, 8) + "…");
        assertThat(run.lines().get(2)).contains("#3", "erased", "t-1");
        assertThat(run.out()).doesNotContain("\u001b");
        assertThat(later.result()).contains("#1", "(erased)", "t-1");
    }

    @Test
    void deleting_asks_on_a_terminal_and_wants_a_yes_elsewhere() {
        sendRag();

        TestShell.Run unasked = shell.run("traces", "delete", RAG);
        TestShell.Run no = terminal("n\n").run("traces", "delete", RAG);
        TestShell.Run kept = shell.run("traces", "list", "--quiet");
        TestShell.Run yes = terminal("y\n").run("traces", "delete", RAG);

        assertThat(unasked.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unasked.err()).contains("for good", "--yes");
        assertThat(no.err()).contains("Delete the trace " + RAG + " for good? [y/N]", "Nothing was deleted.");
        assertThat(kept.lines()).containsExactly(RAG);
        assertThat(yes.exitCode()).as(yes.err()).isZero();
        TestShell.Run gone = shell.run("traces", "show", RAG);
        assertThat(gone.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(gone.err()).contains("There is no trace " + RAG, "signalbox traces list");
    }

    @Test
    void what_could_not_be_taken_as_it_came_is_listed() {
        TestShell.Run none = shell.run("traces", "problems");
        send(List.of(span(RAG, "0000000000000002", "00000000000000dd", "orphan", 0, 1, "")));
        Eventually.assertThat(
                () -> assertThat(shell.run("traces", "problems").out()).contains("dangling_parent"));

        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("No problems");
        assertThat(json("traces", "problems", "-o", "json").at("/items/0/kind").textValue())
                .isEqualTo("dangling_parent");
    }

    private TestShell terminal(String typed) {
        return new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("NO_COLOR", "1")
                .onTerminals("012")
                .typing(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    }

    private void sendRag() {
        String trace = attribute("user.id", "jane") + "," + attribute("session.id", "chat-1") + ","
                + attribute("langfuse.trace.tags", "golden") + ","
                + attribute("langfuse.trace.input", "How many books?")
                + "," + attribute("langfuse.trace.output", "{\"role\": \"user\", \"content\": \"There are 7.\"}");
        String answer = attribute("gen_ai.operation.name", "chat") + "," + attribute("gen_ai.request.model", "gpt-4o")
                + "," + number("gen_ai.usage.input_tokens", 1_240) + "," + number("gen_ai.usage.output_tokens", 340)
                + "," + attribute("langfuse.observation.completion_start_time", "2026-11-21T05:00:00.800Z") + ","
                + attribute("langfuse.observation.output", "There are 7.");
        send(List.of(
                span(RAG, "0000000000000001", null, "rag-answer", 0, 2_000, trace),
                span(RAG, "0000000000000002", "0000000000000001", "retrieve", 10, 210, type("tool")),
                span(RAG, "0000000000000005", "0000000000000002", "found", 200, 200, type("event")),
                span(RAG, "0000000000000003", "0000000000000001", "answer", 400, 1_500, answer),
                span(RAG, "0000000000000004", "0000000000000003", "check", 1_000, 1_200, type("tool"))
                        .replace("\"status\":{}", "\"status\":{\"code\":2,\"message\":\"the source is gone\"}"),
                span(RAG, "0000000000000006", "0000000000000001", "notify", 1_700, 0, type("tool"))));
        Eventually.assertThat(
                () -> assertThat(shell.run("traces", "show", RAG).out()).contains("6 observations"));
    }

    private void send(List<String> spans) {
        hub.post(
                        "daemon",
                        "/v1/traces",
                        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + String.join(",", spans) + "]}]}]}")
                .expect(200);
    }

    private void classic(String type, String id, String body) {
        hub.post(
                        "daemon",
                        "/api/public/ingestion",
                        "{\"batch\":[{\"id\":\"" + id + "\",\"type\":\"" + type
                                + "\",\"timestamp\":\"2026-11-21T05:00:00Z\",\"body\":" + body + "}]}")
                .expect(207);
    }

    private static String span(
            String trace, String id, String parent, String name, long from, long to, String attributes) {
        return "{\"traceId\":\"" + trace + "\",\"spanId\":\"" + id + "\","
                + (parent == null ? "" : "\"parentSpanId\":\"" + parent + "\",")
                + "\"name\":\"" + name + "\",\"kind\":1,\"startTimeUnixNano\":\"" + (BEGIN + from)
                + "000000\",\"endTimeUnixNano\":\""
                + (to == 0 ? "0" : (BEGIN + to) + "000000") + "\",\"attributes\":[" + attributes + "],\"status\":{}}";
    }

    private static String type(String type) {
        return attribute("langfuse.observation.type", type);
    }

    private static String attribute(String key, String value) {
        return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":" + Json.writeText(value) + "}}";
    }

    private static String number(String key, long value) {
        return "{\"key\":\"" + key + "\",\"value\":{\"intValue\":\"" + value + "\"}}";
    }

    private JsonNode json(String... arguments) {
        TestShell.Run run = shell.run(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return read(run.result());
    }

    private static JsonNode read(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
