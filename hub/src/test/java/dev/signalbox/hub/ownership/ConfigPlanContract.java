package dev.signalbox.hub.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan of a real hub: what it counts and names, and that what is applied is what was planned. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class ConfigPlanContract {
    private static final String FILE = """
            roles: {observer: {description: "looks"}}
            tables:
              runs:
                change: merge
                writers: [bot, daemon, user]
                readers: [observer, bot]
                fields: {id: {type: string}, state: {type: string}, note: {type: string}}
                why: "The bot runs."
            """;

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestHub hub;

    abstract HubConfig config(Path data);

    @BeforeEach
    void start() throws IOException {
        hub = TestHub.start(config(folder.resolve("hub")), clock);
        apply(FILE, null).expect(200);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void it_counts_rows_and_names_the_keys_that_still_send_the_old_shape() {
        write("bot", "PUT", "a", Map.of("state", "running", "note", "x"));
        write("daemon", "PUT", "b", Map.of("state", "done"));
        write("user", "PUT", "c", Map.of("state", "done", "note", "mine"));
        write("user", "PATCH", "c", Map.of("state", "closed"));
        write("bot", "PUT", "a", Map.of("state", "done", "note", "still"));

        JsonNode fields = step(FILE.replace(", note: {type: string}", ""), "fields changed");
        assertThat(fields.path("risk").textValue()).isEqualTo("blocked");
        assertThat(fields.path("rows").intValue()).isEqualTo(2);
        assertThat(fields.path("clients").toString()).isEqualTo("[\"bot\"]");
        assertThat(fields.path("loses").textValue()).contains("break the new fields: a: /note", "c: /note");

        for (String key : List.of("a", "c"))
            hub.delete("user", "/v1/tables/runs/rows/" + key).expect(200);
        write("bot", "PUT", "a", Map.of("state", "done", "note", "still"));
        hub.delete("user", "/v1/tables/runs/rows/a").expect(200);
        JsonNode lossy = step(FILE.replace(", note: {type: string}", ""), "fields changed");
        assertThat(lossy.path("risk").textValue()).isEqualTo("lossy");
        assertThat(lossy.path("clients").toString()).isEqualTo("[\"bot\"]");
        hub.get("viewer", "/v1/ownership").expect(200);
    }

    @Test
    void it_counts_what_a_shorter_retention_deletes_at_once() {
        write("bot", "PUT", "old", Map.of("state", "done"));
        clock.advance(Duration.ofDays(3));
        write("bot", "PUT", "fresh", Map.of("state", "done"));

        JsonNode retention = step(FILE + "    retention: 2d\n", "retention null becomes");

        assertThat(retention.path("risk").textValue()).isEqualTo("destructive");
        assertThat(retention.path("rows").intValue()).isEqualTo(1);
        assertThat(retention.path("loses").textValue()).contains("1 rows are over at once");
    }

    @Test
    void a_right_that_is_taken_away_names_the_keys_that_have_it() {
        write("daemon", "PUT", "b", Map.of("state", "done"));
        hub.newKey("eye", "observer");

        JsonNode writers = step(FILE.replace("[bot, daemon, user]", "[bot]"), "writers of runs");
        assertThat(writers.path("risk").textValue()).isEqualTo("lossy");
        assertThat(writers.path("clients").toString()).isEqualTo("[\"daemon\"]");
        JsonNode readers = step(FILE.replace("readers: [observer, bot]", "readers: [bot]"), "readers of runs");
        assertThat(readers.path("clients").toString()).isEqualTo("[\"eye\"]");
    }

    @Test
    void what_is_applied_is_the_plan_that_was_looked_at_or_nothing() {
        write("bot", "PUT", "a", Map.of("state", "done"));
        String next = FILE + "    retention: 2d\n";
        String hash = plan(next).path("hash").textValue();
        assertThat(plan(next).path("hash").textValue()).isEqualTo(hash);

        apply(next + "# another\n", hash).expect(409);
        clock.advance(Duration.ofDays(3));
        Reply moved = apply(next, hash);
        assertThat(moved.expect(409).json().path("code").textValue()).isEqualTo("version_conflict");
        assertThat(moved.json().path("detail").textValue()).contains("the plan is another by now");
        assertThat(version()).isEqualTo(1);

        String present = plan(next).path("hash").textValue();
        apply(FILE + "# meanwhile\n", null).expect(200);
        apply(next, present).expect(409);
        apply(next, plan(next).path("hash").textValue()).expect(200);
        assertThat(version()).isEqualTo(3);
    }

    @Test
    void a_blocked_plan_is_refused_also_when_it_is_the_expected_one() {
        write("bot", "PUT", "a", Map.of("state", "done"));
        String hash = plan("{}").path("hash").textValue();

        Reply refused = apply("{}", hash);

        assertThat(refused.expect(409).json().path("code").textValue()).isEqualTo("would_orphan");
        assertThat(plan("{}").at("/steps/1/risk").textValue()).isEqualTo("blocked");
    }

    @Test
    void faults_keep_their_lines_and_only_admins_plan() {
        Reply faulty = hub.post("admin", "/v1/config/plan", Map.of("file", "tables:\n  runs: {chnge: often}\n"));

        assertThat(faulty.expect(400).text()).contains("line 2");
        hub.post("user", "/v1/config/plan", Map.of("file", FILE)).expect(403);
        assertThat(apply(FILE, "no hash").expect(400).text()).contains("/expect");
    }

    private JsonNode step(String file, String words) {
        for (JsonNode step : plan(file).path("steps")) {
            if (step.path("change").textValue().contains(words)) return step;
        }
        throw new AssertionError("no step " + words + " in " + plan(file));
    }

    private JsonNode plan(String file) {
        return hub.post("admin", "/v1/config/plan", Map.of("file", file))
                .expect(200)
                .json();
    }

    private Reply apply(String file, String expect) {
        Map<String, String> body = new HashMap<>(Map.of("file", file));
        if (expect != null) body.put("expect", expect);
        return TestHub.send(hub.request("admin", "/v1/ownership", "Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(Json.writeText(body)))
                .build());
    }

    private void write(String role, String method, String key, Map<String, String> fields) {
        Reply reply = hub.send(role, method, "/v1/tables/runs/rows/" + key, fields);
        assertThat(reply.status()).as(reply.text()).isBetween(200, 201);
    }

    private int version() {
        return hub.get("admin", "/v1/ownership").json().path("version").intValue();
    }
}
