package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.Pace;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.outbox.ParkedCommand;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.RecallHit;
import dev.signalbox.wire.resource.Recalled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java client plays the cases to which the clients of all languages are held. */
class ConformanceTest {
    private static final Path CONFORMANCE =
            Path.of(System.getProperty("basedir", ""), "conformance").toAbsolutePath();

    @TempDir
    Path folder;

    private final AtomicInteger resets = new AtomicInteger();
    private final Map<String, String> questions = new HashMap<>();
    private volatile String key = "sbx_any";
    private Pace pace;
    private StandIn hub;
    private Signalbox box;

    static Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(CONFORMANCE.resolve("cases"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void behaves_as_the_case_says(String file) throws Exception {
        Assumptions.assumeTrue(
                StandIn.isPossible(), "NOT RUN: no python3 (3.9 or newer) here, which plays the conformance cases");
        Path path = CONFORMANCE.resolve("cases").resolve(file);
        JsonNode played = Json.readLenient(Files.readAllBytes(path), JsonNode.class);
        // Only where the hub takes and never answers, that is waited out.
        pace = played.at("/hub/commands").findValue("silent") == null ? FastPace.PATIENT : FastPace.PACE;
        hub = StandIn.play(CONFORMANCE, path);
        box = open();
        try {
            for (JsonNode step : played.path("program")) {
                String verb = step.fieldNames().next();
                run(verb, step.path(verb));
            }
            expect(played.path("expect"), hub.state());
        } finally {
            box.close();
            hub.close();
        }
    }

    private Signalbox open() {
        Signalbox opened = Signalbox.open(options -> options.url(hub.url())
                .key(() -> key)
                .store(folder.resolve("client.db"))
                .pace(pace)
                .drain(Duration.ZERO));
        opened.local().update("CREATE TABLE IF NOT EXISTS heard (n INTEGER PRIMARY KEY, id TEXT NOT NULL)");
        return opened;
    }

    private void run(String verb, JsonNode said) throws Exception {
        switch (verb) {
            case "hub" -> hub.steer(said);
            case "send" -> box.outbox().send(Json.readLenient(said, Command.class));
            case "send_many" -> {
                for (int n = said.path("from").asInt(); n <= said.path("to").asInt(); n++) sendNumber(n);
            }
            case "settle" -> Eventually.that("nothing more can be sent", box.outbox()::isDrained, () -> hub.state());
            case "restart" -> {
                box.close();
                box = open();
            }
            case "retry" -> box.outbox().retry(said.path("id").asText());
            case "discard" ->
                box.outbox()
                        .discard(said.path("id").asText(), said.path("reason").asText());
            case "key" -> key = said.asText();
            case "status" -> Eventually.that(said.asText(), () -> box.status() == Status.NEEDS_KEY, box::status);
            case "ask" -> ask(said);
            case "answer" -> answer(said);
            case "recall" -> recall(said);
            case "await" -> await(said);
            case "follow" -> follow(said);
            default -> throw new AssertionError("this runner does not know the step " + verb);
        }
    }

    private void sendNumber(int n) {
        ObjectNode body = Json.object().put("title", "n" + n);
        box.outbox().send(new Command("c" + n, "notification.post", null, null, null, body));
    }

    private void ask(JsonNode said) {
        String id = box.questions()
                .ask(said.path("prompt").asText(), question -> {
                    if (said.has("once")) question.once(said.path("once").asText());
                    for (JsonNode option : said.path("options")) question.options(option.asText());
                    question.traceparent(said.path("traceparent").textValue());
                })
                .id();
        questions.put(said.path("as").asText(), id);
    }

    private void answer(JsonNode said) {
        Instant seenAt = Times.parse(said.path("seenAt").asText());
        box.questions()
                .answer(
                        questions.get(said.path("of").asText()),
                        said.path("value").asText(),
                        answer -> answer.seenAt(seenAt));
    }

    private void recall(JsonNode said) {
        Map<String, String> query = new HashMap<>();
        for (String name : List.of("q", "kind", "table", "asOf", "changedSince", "limit", "cursor")) {
            if (said.has(name)) query.put(name, said.path(name).asText());
            JsonNode time = said.path(name + "Time");
            if (!time.isMissingNode())
                query.put(name, Times.parse(time.asText()).toString());
        }
        CompletableFuture<Recalled> found = box.hub().recall(query);
        if (said.has("fails")) {
            assertThatThrownBy(found::join)
                    .hasCauseInstanceOf(HubRefused.class)
                    .cause()
                    .satisfies(refused -> assertThat(
                                    ((HubRefused) refused).problem().code())
                            .isEqualTo(said.path("fails").asText()));
            return;
        }
        Recalled page = found.join();
        assertThat(page.items().stream().map(RecallHit::id).toList())
                .isEqualTo(said.path("finds").findValuesAsText("id"));
        for (int n = 0; n < page.items().size(); n++) {
            JsonNode ended = said.path("finds").path(n).path("endedAt");
            assertThat(page.items().get(n).endedAt()).isEqualTo(ended.isMissingNode() ? null : ended.longValue());
        }
        assertThat(page.nextCursor()).isEqualTo(said.path("next").textValue());
    }

    private void await(JsonNode said) {
        String id = questions.get(said.path("of").asText());
        if (said.has("within_ms")) {
            Duration limit = Duration.ofMillis(said.path("within_ms").asInt());
            assertThat(box.questions().await(id, limit)).isEmpty();
        } else if (said.has("answer")) {
            assertThat(box.questions()
                            .await(id, Duration.ofSeconds(60))
                            .orElseThrow()
                            .value())
                    .isEqualTo(said.path("answer").asText());
        } else {
            assertThatThrownBy(() -> box.questions().await(id, Duration.ofSeconds(60)))
                    .isInstanceOfSatisfying(QuestionClosed.class, closed -> assertThat(
                                    closed.question().state().word())
                            .isEqualTo(said.path("closed").asText()));
        }
    }

    private void follow(JsonNode said) {
        List<String> types = new ArrayList<>();
        said.path("types").forEach(type -> types.add(type.asText()));
        Subscription following = box.events()
                .follow(
                        "conformance",
                        options -> options.types(types.toArray(String[]::new)).onReset((why, tx) -> {
                            resets.incrementAndGet();
                            return said.path("on_reset").asText().equals("start")
                                    ? ResetHandler.Decision.REPLAY
                                    : ResetHandler.Decision.STOP;
                        }),
                        (event, tx) -> tx.update("INSERT INTO heard (id) VALUES ($1)", event.id()));
        Eventually.that(
                "all is heard", () -> heard().size() >= said.path("until").asInt(), this::heard);
        following.close();
    }

    private List<String> heard() {
        return box.local().query("SELECT id FROM heard ORDER BY n").stream()
                .map(row -> row.text("id"))
                .toList();
    }

    private void expect(JsonNode expected, JsonNode state) {
        assertThat(state.path("violations")).as("%s", state).isEmpty();
        JsonNode taken = state.path("taken");
        for (int n = 0; n < expected.path("taken").size(); n++) {
            String id = expected.path("taken").path(n).asText();
            if (!id.equals("*"))
                assertThat(taken.path(n).asText()).as("%s", taken).isEqualTo(id);
        }
        if (expected.has("taken"))
            assertThat(taken).hasSize(expected.path("taken").size());
        if (expected.has("taken_count"))
            assertThat(taken).hasSize(expected.path("taken_count").asInt());
        for (int n = 0; expected.has("taken_in_order") && n < taken.size(); n++) {
            assertThat(taken.path(n).asText()).isEqualTo("c" + (n + 1));
        }
        if (expected.has("tries")) assertThat(state.path("tries")).isEqualTo(expected.path("tries"));
        for (int n = 0; n < expected.path("bodies").size(); n++) {
            JsonNode body = state.path("bodies").path(n);
            for (Map.Entry<String, JsonNode> wanted :
                    expected.path("bodies").path(n).properties()) {
                assertThat(body.path(wanted.getKey()).textValue())
                        .as("%s", body)
                        .isEqualTo(wanted.getValue().textValue());
            }
        }
        JsonNode recalls = expected.has("recalls") ? expected.path("recalls") : Json.tree(List.of());
        assertThat(state.path("recalls")).isEqualTo(recalls);
        if (expected.has("pending")) {
            assertThat(box.outbox().pending())
                    .isEqualTo(expected.path("pending").asLong());
        }
        if (expected.has("attention")) {
            assertThat(Json.tree(box.outbox().attention().stream()
                            .map(ConformanceTest::shown)
                            .toList()))
                    .isEqualTo(expected.path("attention"));
        }
        if (expected.has("events")) assertThat(Json.tree(heard())).isEqualTo(expected.path("events"));
        if (expected.has("resets"))
            assertThat(resets).hasValue(expected.path("resets").asInt());
    }

    private static JsonNode shown(ParkedCommand parked) {
        return Json.object()
                .put("id", parked.id())
                .put("verdict", parked.verdict().word())
                .put("code", parked.problem().code())
                .put("waiting", (int) parked.waiting());
    }
}
