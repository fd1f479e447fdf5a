package narrativebot;

import dev.signalbox.client.Signalbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.wire.Ids;

/** A bot server that runs narratives and writes down how far each has come, as one row that it replaces. */
public final class NarrativeBot {
    private static final String TABLE = "narrative_executions";

    private final Signalbox hub;

    /** A row of the table. */
    public record Execution(String id, String narrative, String state, int steps) {}

    public NarrativeBot(Signalbox hub) {
        this.hub = hub;
    }

    /** Begins one. */
    public Execution begin(String narrative) {
        Execution running = new Execution(Ids.next(), narrative, "running", 0);
        write(running);
        return running;
    }

    /** One step further. */
    public Execution step(Execution before) {
        Execution further = new Execution(before.id(), before.narrative(), "running", before.steps() + 1);
        write(further);
        return further;
    }

    /** The end. */
    public OutboxReceipt end(Execution before) {
        return write(new Execution(before.id(), before.narrative(), "done", before.steps()));
    }

    /** Runs a narrative of five steps. The hub and a key of role bot are named by the environment. */
    public static void main(String[] arguments) throws InterruptedException {
        try (Signalbox hub = Signalbox.open()) {
            NarrativeBot bot = new NarrativeBot(hub);
            Execution running = bot.begin("A walk to the harbour");
            for (int step = 1; step <= 5; step++) {
                Thread.sleep(500);
                running = bot.step(running);
                System.out.println(running.narrative() + ", step " + running.steps());
            }
            bot.end(running);
        }
    }

    private OutboxReceipt write(Execution row) {
        return hub.tables().put(TABLE, row.id(), row);
    }
}
