package dev.signalbox.client.outbox;

import dev.signalbox.wire.command.CommandResult;
import java.util.concurrent.CompletionStage;

/**
 * The outbox's word that a command is on this machine's disk and will reach the hub. The hub's own word comes later,
 * through {@link #accepted}. Holding a receipt costs nothing; it may be dropped.
 */
public final class OutboxReceipt {
    private final String id;
    private final Verdicts verdicts;

    OutboxReceipt(String id, Verdicts verdicts) {
        this.id = id;
        this.verdicts = verdicts;
    }

    /** The command's id; for a create it is the id of the thing too. */
    public String id() {
        return id;
    }

    /** Whether the command is durable here: always, for a receipt is given after the commit. Works offline. */
    public boolean queued() {
        return true;
    }

    /**
     * Completes when the hub says yes, however long that takes and whichever process sends it. Fails with
     * {@link dev.signalbox.client.http.HubRefused} when it says no (the command is parked then), and with
     * {@link java.util.concurrent.CancellationException} when the client is closed before; the command is still sent
     * later.
     */
    public CompletionStage<CommandResult> accepted() {
        return verdicts.accepted(id);
    }

    @Override
    public String toString() {
        return "OutboxReceipt[" + id + "]";
    }
}
