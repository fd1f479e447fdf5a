package dev.signalbox.hub.log;

import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes the data out of events that stay where they are. In its place stands its digest: one zero byte, which no JSON
 * begins with, and the SHA-256. The {@link HashChain} goes over that digest, so it verifies as before. What is erased
 * cannot be brought back.
 */
public final class Erasure {
    private static final int DIGEST_BYTES = 32;
    /** Events that are read at a time: their data may be large. */
    private static final int BATCH = 100;

    private static final String BATCH_BEHIND = "SELECT position, version, type, data FROM events WHERE stream = $1"
            + " AND version > $2 AND version < $3 ORDER BY version LIMIT $4";
    private static final String ERASE = "UPDATE events SET data = $1 WHERE position = $2";

    private Erasure() {}

    /**
     * Erases the data of those events of a stream that come before a version and are chosen by it. Erasing again
     * changes nothing.
     *
     * @param transaction on the database of the log; the data is gone from the file once it is committed and
     *     {@link dev.signalbox.hub.database.Database#purge} is done
     * @param chosen by version, type and data
     * @return how many events were erased now
     */
    public static Future<Integer> erase(
            Transaction transaction, String stream, long beforeVersion, Predicate<Chosen> chosen) {
        Erasing erasing = new Erasing(transaction, stream, beforeVersion, chosen);
        return Turns.whileMore(erasing::batch).map(done -> erasing.erased);
    }

    /** The event as it stands in the log once its data is erased; the same again when it is. */
    public static RecordedEvent erased(RecordedEvent event) {
        if (event.isErased()) return event;
        return new RecordedEvent(
                event.position(),
                event.stream(),
                event.version(),
                event.id(),
                event.type(),
                event.actor(),
                event.occurredAt(),
                event.recordedAt(),
                event.correlationId(),
                event.causationId(),
                erasedForm(event.stored()),
                event.commandDigest(),
                event.hash());
    }

    /** What the choice is made by. */
    public record Chosen(long version, String type, byte[] data) {}

    /** A stream on the way to its end, batch by batch. */
    private static final class Erasing {
        private final Transaction transaction;
        private final String stream;
        private final long before;
        private final Predicate<Chosen> chosen;
        private long after;
        private int erased;

        Erasing(Transaction transaction, String stream, long before, Predicate<Chosen> chosen) {
            this.transaction = transaction;
            this.stream = stream;
            this.before = before;
            this.chosen = chosen;
        }

        /** The next one; completes with whether there may be more behind it. */
        Future<Boolean> batch() {
            return transaction.query(BATCH_BEHIND, stream, after, before, BATCH).compose(rows -> {
                List<Future<Integer>> updates = new ArrayList<>();
                for (Row row : rows) {
                    byte[] data = row.bytes("data");
                    after = row.bigint("version");
                    if (digestIn(data) != null || !chosen.test(new Chosen(after, row.text("type"), data))) continue;
                    updates.add(transaction.update(ERASE, erasedForm(data), row.bigint("position")));
                }
                erased += updates.size();
                return Future.all(updates).map(done -> rows.size() == BATCH);
            });
        }
    }

    /** The digest that stands in the place of erased data; null when the data is there. */
    static byte @Nullable [] digestIn(byte[] stored) {
        return stored.length == 1 + DIGEST_BYTES && stored[0] == 0
                ? Arrays.copyOfRange(stored, 1, stored.length)
                : null;
    }

    /** What readers see of data: itself, or the digest as JSON when that stands in its place. */
    static byte[] shown(byte[] stored) {
        byte[] digest = digestIn(stored);
        if (digest == null) return stored;
        return ("{\"erased\":\"" + HexFormat.of().formatHex(digest) + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] erasedForm(byte[] data) {
        return standIn(Ids.sha256(data));
    }

    /** What stands in the place of data of which only this SHA-256 is known. */
    public static byte[] standIn(byte[] sha256) {
        byte[] form = new byte[1 + DIGEST_BYTES];
        System.arraycopy(sha256, 0, form, 1, DIGEST_BYTES);
        return form;
    }
}
