package ruleserver;

import static dev.signalbox.client.Events.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.Subscription;
import dev.signalbox.client.TableCommands;
import dev.signalbox.client.local.Migration;
import dev.signalbox.client.local.Tx;
import dev.signalbox.client.store.Row;
import dev.signalbox.wire.Event;
import java.util.List;
import java.util.Map;

/**
 * Applies what was approved. It remembers proposals in a table of its own and follows the answers; the change of a rule leaves with the
 * checkpoint that moves past the answer, so it happens once, through any crash.
 */
public final class Enforcer implements AutoCloseable {
    private final Subscription following;

    public Enforcer(Signalbox hub) {
        var unused = hub.local()
                .migrate(Migration.of(
                        1,
                        "proposals",
                        "CREATE TABLE proposal (question text PRIMARY KEY, rule text NOT NULL, team text NOT NULL,"
                                + " text text NOT NULL)"));
        this.following =
                hub.events().follow("enforcer", types("question.asked", "question.answered"), this::apply);
    }

    private void apply(Event event, Tx tx) {
        String question = event.subject().substring("question/".length());
        if (event.type().equals("question.asked")) remember(question, event.data().path("data"), tx);
        else decided(question, event.data().path("value").asText().equals("approve"), tx);
    }

    private static void remember(String question, JsonNode wish, Tx tx) {
        if (!wish.has("rule")) return;
        tx.update(
                "INSERT INTO proposal (question, rule, team, text) VALUES ($1, $2, $3, $4)",
                question,
                wish.path("rule").textValue(),
                wish.path("team").textValue(),
                wish.path("text").textValue());
    }

    private static void decided(String question, boolean approved, Tx tx) {
        List<Row> proposals = tx.query("SELECT rule, team, text FROM proposal WHERE question = $1", question);
        if (proposals.isEmpty()) return;
        Row wanted = proposals.get(0);
        String rule = wanted.text("rule");
        if (approved) {
            Map<String, String> row =
                    Map.of("id", rule, "team", wanted.text("team"), "text", wanted.text("text"), "level", "must");
            tx.send(TableCommands.put("rules", rule, row, null));
        }
        tx.send(TableCommands.append(
                "change_events",
                Map.of("rule", rule, "what", approved ? "applied" : "declined", "question", question)));
    }

    /** Applies what is approved, until it is stopped. The hub and a key of role enforcer are named by the environment. */
    public static void main(String[] arguments) throws Exception {
        try (Signalbox hub = Signalbox.open();
                Enforcer enforcer = new Enforcer(hub)) {
            enforcer.following.ended().toCompletableFuture().join();
        }
    }

    @Override
    public void close() throws Exception {
        following.close();
    }
}
