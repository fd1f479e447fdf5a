package dev.signalbox.client.local;

import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.StoreTransaction;
import java.time.Instant;
import java.util.List;

/** Brings the program's tables up to date, all steps or none, once among all processes of the store. */
final class Migrations {
    private Migrations() {}

    /** Answers how many steps ran. Fails with {@link MigrationRefused}. */
    static int apply(StoreTransaction tx, List<Migration> steps, Instant now) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).number() != i + 1) {
                throw new MigrationRefused("migrations are numbered 1, 2, 3 …; number " + (i + 1) + " is missing");
            }
        }
        List<Row> done = tx.query("SELECT number, name, sha256 FROM signalbox_local_migration ORDER BY number");
        if (done.size() > steps.size()) {
            throw new MigrationRefused("the store has the tables of a newer version of this program (migration "
                    + done.size() + ", \"" + done.get(done.size() - 1).text("name") + "\"; this one knows "
                    + steps.size() + "); run that version, or give this one a store of its own");
        }
        for (int i = 0; i < done.size(); i++) checkUnchanged(done.get(i), steps.get(i));
        for (Migration step : steps.subList(done.size(), steps.size())) run(tx, step, now);
        return steps.size() - done.size();
    }

    private static void checkUnchanged(Row done, Migration step) {
        if (done.text("sha256").equals(step.sha256())) return;
        throw new MigrationRefused("migration " + step.number() + " (\"" + step.name()
                + "\") is not the one that this store has run (\"" + done.text("name")
                + "\"); put the old text back and say the change in a migration behind the last");
    }

    private static void run(StoreTransaction tx, Migration step, Instant now) {
        for (String statement : step.statements()) tx.update(statement);
        tx.update(
                "INSERT INTO signalbox_local_migration (number, name, sha256, applied_at) VALUES ($1, $2, $3, $4)",
                step.number(),
                step.name(),
                step.sha256(),
                now);
    }
}
