package dev.signalbox.client.replica;

import dev.signalbox.client.follow.Follower;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.http.LineStream;
import dev.signalbox.client.http.SnapshotMismatch;
import dev.signalbox.client.replica.SqliteReplica.StoredRow;
import dev.signalbox.client.store.FailPoint;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.SnapshotEnd;
import dev.signalbox.wire.resource.SnapshotStart;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Fetches a whole copy into a set that nobody reads, a part at a time, and vouches for it: count and digest are the
 * hub's own. What broke off is left behind for {@link SqliteReplica#removeSome}.
 */
record Staging(SqliteStore store, SqliteReplica rows, ReplicaTable table, HubApi hub, Duration silenceMax) {
    private static final int ROWS_AT_ONCE = 1_000;

    /**
     * A whole copy.
     *
     * @param set its rows
     * @param cursor what it holds; the log behind it is still to be read
     */
    record Copy(long set, Cursor cursor) {}

    /** What tells a row's place; the rest stays text. */
    record RowHead(String key, long version) {}

    /**
     * Fails with {@link HubUnreachable} when the answer broke off, with {@link SnapshotMismatch} when it is not what
     * the hub vouches for; what is read stays what it was.
     */
    Copy fetch(Follower follower) {
        try (LineStream lines = follower.await(hub.snapshot(table.name(), silenceMax))) {
            follower.holds(lines);
            SnapshotStart start = read(line(lines, follower), SnapshotStart.class);
            Cursor cursor = Cursor.parse(String.valueOf(start.cursor()));
            long set = store.writeNow(rows::stage);
            FailPoint.REPLICA_STAGING.reached();
            load(lines, follower, set);
            FailPoint.REPLICA_VERIFIED.reached();
            return new Copy(set, cursor);
        } catch (IllegalArgumentException e) {
            throw new HubUnreachable("the snapshot of " + table.name() + " cannot be understood: " + e.getMessage(), e);
        } finally {
            follower.holds(null);
        }
    }

    private void load(LineStream lines, Follower follower, long set) {
        MessageDigest digest = Ids.sha256();
        List<StoredRow> part = new ArrayList<>(ROWS_AT_ONCE);
        long count = 0;
        byte[] line = line(lines, follower);
        // The last line is not a row, and only the end of the answer tells that it was the last.
        for (Optional<byte[]> next = next(lines); next.isPresent(); next = next(lines)) {
            digest.update(line);
            digest.update((byte) '\n');
            RowHead head = read(line, RowHead.class);
            part.add(new StoredRow(head.key(), head.version(), new String(line, StandardCharsets.UTF_8)));
            count++;
            if (part.size() == ROWS_AT_ONCE) keep(set, part);
            line = next.get();
        }
        if (follower.isStopped()) throw stopped();
        keep(set, part);
        SnapshotEnd end = read(line, SnapshotEnd.class);
        if (end.sha256() == null) throw brokenOff();
        SnapshotEnd came = new SnapshotEnd(count, HexFormat.of().formatHex(digest.digest()));
        if (!came.equals(end)) throw new SnapshotMismatch(table.name(), end, came);
    }

    /** Not flushed: the swap behind the last part is, and all before it with it. */
    private void keep(long set, List<StoredRow> part) {
        store.writeUnflushedNow(tx -> {
            rows.load(tx, set, part);
            FailPoint.REPLICA_LOADING.reached();
            return true;
        });
        FailPoint.REPLICA_LOADED.reached();
        part.clear();
    }

    private byte[] line(LineStream lines, Follower follower) {
        Optional<byte[]> line = next(lines);
        if (line.isPresent()) return line.get();
        if (follower.isStopped()) throw stopped();
        throw brokenOff();
    }

    private HubUnreachable brokenOff() {
        return new HubUnreachable("the snapshot of " + table.name() + " broke off", null);
    }

    private static Optional<byte[]> next(LineStream lines) {
        try {
            return lines.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        }
    }

    private static CancellationException stopped() {
        return new CancellationException("the replica was closed while it was copied");
    }

    private static <T> T read(byte[] line, Class<T> type) {
        return Json.readLenient(line, type);
    }
}
