package dev.signalbox.hub.verify;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedReceipt;
import dev.signalbox.hub.projection.Pace;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.resource.Verification.Damage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of one log: their numbers are dense, each has the digest of what it says, and the id of none is that of
 * an event.
 */
final class ReceiptLook {
    private static final int ROWS_A_PAGE = 1_000;
    private static final String PAGE = "SELECT number, id, stream, version, command_digest, hash FROM receipts"
            + " WHERE number > $1 ORDER BY number LIMIT $2";
    private static final String EVENT = "SELECT position, stream FROM events WHERE id = $1";

    private final String log;
    private final Database database;
    private final Found found;
    private final Pace pace;
    private final Vertx vertx;
    private long number;
    private boolean proven;

    ReceiptLook(VerifiedLog of, Found found, Pace pace, Vertx vertx) {
        this.log = of.log().name();
        this.database = of.database();
        this.found = found;
        this.pace = pace;
        this.vertx = vertx;
    }

    /** Completes when everything was told. */
    Future<Void> run() {
        found.doing("the receipts of the log " + log);
        return Turns.whileMore(
                vertx.getOrCreateContext(), () -> database.read(this::page).compose(rows -> {
                    long unproven = 0;
                    for (Row row : rows) if (!pass(row)) unproven++;
                    found.receipts(log, rows.size(), unproven);
                    return pace.breath().map(rested -> rows.size() == ROWS_A_PAGE);
                }));
    }

    private Future<List<Row>> page(Transaction transaction) {
        return transaction
                .query(PAGE, number, ROWS_A_PAGE)
                .compose(rows -> FewAtOnce.inOrder(rows, row -> besideEvents(row, transaction)));
    }

    private Future<Row> besideEvents(Row row, Transaction transaction) {
        String id = row.text("id");
        return transaction.query(EVENT, id).map(events -> {
            if (!events.isEmpty()) {
                damage(id, "id", events.get(0).bigint("position"), "is the id of an event too");
            }
            return row;
        });
    }

    /** Whether anybody can say that it is genuine. */
    private boolean pass(Row row) {
        String id = row.text("id");
        long at = row.bigint("number");
        if (at != number + 1) {
            damage(
                    Long.toString(number + 1),
                    "number",
                    null,
                    at == number + 2 ? "is missing" : "is missing, and so are those up to " + (at - 1));
        }
        number = at;
        byte[] hash = row.bytesOrNull("hash");
        if (hash == null) {
            if (proven) damage(id, "hash", null, "has no digest, and those before it have");
            return false;
        }
        proven = true;
        RecordedReceipt receipt =
                new RecordedReceipt(id, row.text("stream"), row.bigint("version"), row.bytes("command_digest"));
        if (!Arrays.equals(hash, receipt.hash())) damage(id, null, null, "is not what was written there");
        return true;
    }

    private void damage(String key, @Nullable String field, @Nullable Long position, String what) {
        found.damage(new Damage(log, "receipts", key, field, position, null, what));
    }
}
