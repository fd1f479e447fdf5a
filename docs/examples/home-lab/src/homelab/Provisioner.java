package homelab;

import dev.signalbox.client.Signalbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import java.time.Instant;
import java.util.Map;

/** A service that provisions databases for others, backs them up, and deletes none without a person's word. */
public final class Provisioner {
    private final Signalbox hub;

    public Provisioner(Signalbox hub) {
        this.hub = hub;
    }

    /** Registers a database. */
    public OutboxReceipt register(String name, String engine, String owner) {
        return hub.tables()
                .put("databases", name, Map.of("name", name, "engine", engine, "owner", owner, "state", "ready"));
    }

    /** Notes a backup. */
    public OutboxReceipt backedUp(String database, Instant at, long bytes, String sha256) {
        return hub.tables()
                .append(
                        "database_backups",
                        Map.of("database", database, "taken_at", at.toString(), "bytes", bytes, "sha256", sha256));
    }

    /** Marks a database for deletion and asks. Nothing is deleted yet. */
    public Question askToDelete(String name) {
        hub.tables().patch("databases", name, Map.of("state", "to_be_deleted"));
        return hub.questions()
                .ask("Delete the database " + name + "?", ask -> ask.approval()
                        .priority(4)
                        .data(Map.of("database", name)));
    }

    /** Waits for the person's word and does what it says. Answers whether the database is gone. */
    public boolean deleteIfApproved(String name, Question question) {
        Answer answer = hub.questions().await(question.id());
        if (answer.value().equals("approve")) {
            hub.tables().delete("databases", name);
            return true;
        }
        hub.tables().patch("databases", name, Map.of("state", "ready"));
        return false;
    }

    /** Registers a database and asks whether it may go. The hub and a key of role service are named by the environment. */
    public static void main(String[] arguments) {
        try (Signalbox hub = Signalbox.open()) {
            Provisioner lab = new Provisioner(hub);
            lab.register("photos", "postgres", "immich");
            lab.backedUp("photos", Instant.now(), 1_000_000, "0123456789abcdef".repeat(4));
            System.out.println("photos is registered and backed up. May it be deleted?");
            boolean gone = lab.deleteIfApproved("photos", lab.askToDelete("photos"));
            System.out.println(gone ? "photos is deleted." : "photos stays.");
        }
    }
}
