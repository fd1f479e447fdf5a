package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A command that is refused for what it would leave behind, judged and not written yet, while that comes to be: beside
 * it, at another node where there are two, and in the same batch.
 */
abstract class OrphansAtCommitContract {
    private static final String NONE = "roles: {}";
    private static final String ROLE = "roles: {observer: {description: looks}}";
    private static final String TABLE =
            "tables: {runs: {change: replace, writers: [user], readers: [all], why: a test}}";
    private static final String NARROW =
            "tables: {runs: {change: replace, writers: [user], readers: [all], why: a test,"
                    + " fields: {id: {type: string}, state: {enum: [done]}}}}";
    private static final String BOTH =
            TABLE.replace("}}", "}, steps: {change: replace, writers: [user], readers: [all]," + " why: a test}}");

    @TempDir
    Path folder;

    private TestHub here;
    /** Where commands are held before they are written; may be the same. */
    private TestHub there;

    /** A hub, or two nodes of one store, of which the last has this engine. */
    abstract List<TestHub> hubs(Path folder, Engine.Choice gated);

    @AfterEach
    void stop() {
        there.close();
        if (here != there) here.close();
    }

    @Test
    void a_table_that_a_row_is_put_into_beside_it_is_not_removed() {
        AppendGate gate = start("matrix/");
        apply(here, TABLE).expect(200);
        CompletableFuture<Reply> removal = held(gate, () -> apply(there, NONE));

        put("runs", "running").expect(201);
        gate.open();

        assertThat(removal.join().expect(409).text()).contains("would_orphan", "runs has 1 rows");
        here.get("user", "/v1/tables/runs/rows/k").expect(200);
    }

    @Test
    void a_table_whose_row_came_and_went_beside_it_is_removed() {
        AppendGate gate = start("matrix/");
        apply(here, TABLE).expect(200);
        CompletableFuture<Reply> removal = held(gate, () -> apply(there, NONE));

        put("runs", "running").expect(201);
        here.delete("user", "/v1/tables/runs/rows/k").expect(200);
        gate.open();

        removal.join().expect(200);
    }

    @Test
    void fields_that_a_row_breaks_which_came_beside_them_do_not_come_into_force() {
        AppendGate gate = start("matrix/");
        apply(here, TABLE).expect(200);
        CompletableFuture<Reply> narrowing = held(gate, () -> apply(there, NARROW));

        put("runs", "running").expect(201);
        gate.open();

        assertThat(narrowing.join().expect(409).text()).contains("would_orphan", "k: /state");
    }

    @Test
    void rows_of_other_tables_hold_nothing_up() {
        AppendGate gate = start("matrix/");
        apply(here, BOTH).expect(200);
        CompletableFuture<Reply> removal = held(gate, () -> apply(there, TABLE));

        put("runs", "running").expect(201);
        gate.open();

        removal.join().expect(200);
    }

    @Test
    void a_role_that_a_key_is_made_for_beside_it_is_not_removed() {
        AppendGate gate = start("matrix/");
        apply(here, ROLE).expect(200);
        CompletableFuture<Reply> removal = held(gate, () -> apply(there, NONE));

        String secret = newKey("looks", "observer").path("secret").textValue();
        gate.open();

        assertThat(removal.join().expect(409).text()).contains("would_orphan", "looks");
        assertThat(opens(secret)).isTrue();
    }

    @Test
    void an_admin_key_stays_when_the_one_that_stands_in_for_it_is_revoked_beside_it() {
        AppendGate gate = start("key/");
        String first = admins().get(0);
        String second = newKey("second", "admin").path("id").textValue();
        Eventually.until(
                "there knows it", () -> there.get("admin", "/v1/keys").text().contains(second));
        CompletableFuture<Reply> own = held(gate, () -> there.delete("admin", "/v1/keys/" + first));

        here.delete("admin", "/v1/keys/" + second).expect(200);
        gate.open();

        assertThat(own.join().expect(409).text()).contains("would_orphan");
        assertThat(opens(here.key("admin"))).isTrue();
    }

    @Test
    void a_batch_that_revokes_all_admins_leaves_one() {
        start("none/");
        List<String> secrets = new ArrayList<>(List.of(here.key("admin")));
        secrets.add(newKey("second", "admin").path("secret").textValue());
        secrets.add(newKey("third", "admin").path("secret").textValue());

        here.post(
                "admin",
                "/v1/commands",
                batch(admins().stream()
                        .map(id -> command("key.revoke", id, Map.of()))
                        .toList()));

        // More than one when the sender's own went first: then the others are not its to revoke any more.
        assertThat(secrets.stream().filter(this::opens)).isNotEmpty();
    }

    @Test
    void a_batch_that_writes_a_row_and_removes_its_table_does_one_of_both() {
        start("none/");
        apply(here, TABLE).expect(200);

        JsonNode results = here.post(
                        "admin",
                        "/v1/commands",
                        batch(List.of(
                                command("table.put", "runs/k", Map.of("row", Map.of("id", "k"))),
                                command("matrix.apply", "settings/matrix", Map.of("file", NONE)))))
                .expect(200)
                .json();

        assertThat(results.findValuesAsText("verdict")).containsExactlyInAnyOrder("accepted", "rejected");
    }

    private AppendGate start(String streams) {
        AppendGate gate = new AppendGate(streams);
        List<TestHub> hubs = hubs(folder, gate.engine());
        here = hubs.get(0);
        there = hubs.get(hubs.size() - 1);
        return gate;
    }

    /** Sends, and completes its answer some time after the gate was opened. */
    private CompletableFuture<Reply> held(AppendGate gate, Supplier<Reply> sending) {
        there.key("admin");
        CompletableFuture<Void> reached = gate.shut();
        CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(sending);
        CompletableFuture.anyOf(reached, reply).join();
        assertThat(reply).as("it is held before it is written").isNotDone();
        return reply;
    }

    private static Reply apply(TestHub at, String file) {
        return at.send("admin", "PUT", "/v1/ownership", Map.of("file", file));
    }

    private Reply put(String table, String state) {
        return here.send("user", "PUT", "/v1/tables/" + table + "/rows/k", Map.of("id", "k", "state", state));
    }

    private JsonNode newKey(String name, String role) {
        return here.post("admin", "/v1/keys", Map.of("name", name, "role", role))
                .expect(201)
                .json();
    }

    private List<String> admins() {
        List<String> ids = new ArrayList<>();
        for (JsonNode key : here.get("admin", "/v1/keys").json().path("items")) {
            if (key.path("role").asText().equals("admin"))
                ids.add(key.path("id").asText());
        }
        return ids;
    }

    private boolean opens(String secret) {
        return here.getOnce(TestHub.NOBODY, "/v1/whoami", "X-API-Key", secret).status() == 200;
    }

    private static Map<String, Object> command(String name, String target, Map<String, ?> body) {
        return Map.of("id", Ids.next(), "command", name, "target", target, "body", body);
    }

    private static Map<String, Object> batch(List<Map<String, Object>> commands) {
        return Map.of("commands", commands);
    }
}
