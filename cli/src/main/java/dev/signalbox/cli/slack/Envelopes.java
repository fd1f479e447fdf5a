package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.local.LocalStore;
import dev.signalbox.client.local.Tx;
import dev.signalbox.client.store.Row;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What people did in Slack, kept before it is acknowledged and worked on after that, each once: Slack delivers an
 * envelope again when its acknowledgement was lost. Any thread.
 */
final class Envelopes {
    /** Ids of envelopes that were worked on; Slack delivers again within minutes. */
    static final int KNOWN_MAX = 10_000;
    /** Envelopes that wait; more are not acknowledged, and Slack tells the person that the app does not answer. */
    static final int WAITING_MAX = 1_000;

    private static final int TRIES_MAX = 3;
    private static final Set<String> WORKED_ON = Set.of("interactive", "slash_commands");

    private final LocalStore store;

    Envelopes(LocalStore store) {
        this.store = store;
    }

    /**
     * One that waits.
     *
     * @param number in the order they came
     * @param id Slack's name for it
     */
    record Waiting(long number, String id, JsonNode envelope, long tries) {}

    /** Keeps an envelope, or knows it already; false when too many wait. When it returns it is on disk. */
    boolean keep(JsonNode envelope) {
        String id = envelope.path("envelope_id").asText();
        if (id.isEmpty() || id.length() > 200) return false;
        if (!WORKED_ON.contains(envelope.path("type").asText())) return true;
        ObjectNode kept = envelope.deepCopy();
        if (kept.path("payload") instanceof ObjectNode payload) payload.remove("token");
        return store.transact(tx -> {
            if (!tx.query("SELECT 1 FROM slack_envelope WHERE id = $1", id).isEmpty()) return true;
            long waiting = tx.query("SELECT count(*) AS n FROM slack_envelope WHERE json IS NOT NULL")
                    .get(0)
                    .number("n");
            if (waiting >= WAITING_MAX) return false;
            tx.update("INSERT INTO slack_envelope (id, json) VALUES ($1, $2)", id, Json.writeText(kept));
            tx.update("""
                    DELETE FROM slack_envelope WHERE json IS NULL AND number <=
                      (SELECT max(number) FROM slack_envelope) - $1""", KNOWN_MAX);
            return true;
        });
    }

    /** Those that wait, in the order they came; at most so many. */
    List<Waiting> waiting(int most) {
        List<Row> rows = store.query(
                "SELECT number, id, json, tries FROM slack_envelope WHERE json IS NOT NULL ORDER BY number LIMIT $1",
                most);
        return rows.stream()
                .map(row -> new Waiting(
                        row.number("number"),
                        row.text("id"),
                        Json.readLenient(row.text("json").getBytes(StandardCharsets.UTF_8), JsonNode.class),
                        row.number("tries")))
                .toList();
    }

    /** It is dealt with, when this transaction commits; what opened doors at Slack is forgotten. */
    static void done(Tx tx, Waiting envelope) {
        tx.update("UPDATE slack_envelope SET json = NULL WHERE number = $1", envelope.number());
    }

    /** It could not be dealt with; false when it will not be tried again. */
    boolean failed(Waiting envelope) {
        boolean again = envelope.tries() + 1 < TRIES_MAX;
        store.write(tx -> {
            if (again) tx.update("UPDATE slack_envelope SET tries = tries + 1 WHERE number = $1", envelope.number());
            else done(tx, envelope);
        });
        return again;
    }
}
