package narrativebot;

import static dev.signalbox.client.Events.types;

import dev.signalbox.client.Signalbox;
import dev.signalbox.client.Subscription;
import dev.signalbox.client.local.Migration;

/** Counts what the bot does, in a store of its own, with a key that cannot write: each step once, through restarts and cuts. */
public final class Observability implements AutoCloseable {
    private final Signalbox hub;
    private final Subscription following;

    public Observability(Signalbox hub) {
        this.hub = hub;
        var unused = hub.local()
                .migrate(Migration.of(1, "steps", "CREATE TABLE step_count (execution text PRIMARY KEY, steps integer NOT NULL)"));
        this.following = hub.events()
                .follow("observability", types("narrative_executions.put"), (event, tx) -> {
                    var row = event.data().path("row");
                    tx.update(
                            "INSERT INTO step_count (execution, steps) VALUES ($1, $2)"
                                    + " ON CONFLICT (execution) DO UPDATE SET steps = excluded.steps",
                            row.path("id").textValue(),
                            row.path("steps").longValue());
                });
    }

    /** Steps of all executions together. */
    public long steps() {
        return hub.local()
                .query("SELECT coalesce(sum(steps), 0) AS steps FROM step_count")
                .get(0)
                .number("steps");
    }

    /** Tells each change of the count, until it is stopped. The hub and a key of role observer are named by the environment. */
    public static void main(String[] arguments) throws Exception {
        try (Signalbox hub = Signalbox.open();
                Observability observability = new Observability(hub)) {
            long told = 0;
            while (!Thread.interrupted()) {
                long steps = observability.steps();
                if (steps != told) System.out.println("Steps so far: " + steps);
                told = steps;
                Thread.sleep(200);
            }
        }
    }

    @Override
    public void close() throws Exception {
        following.close();
    }
}
