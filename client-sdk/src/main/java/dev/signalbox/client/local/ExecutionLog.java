package dev.signalbox.client.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** An append-only record of what the program did, for itself: to resume, to explain, to look for errors. Any thread. */
public final class ExecutionLog {
    private final SqliteStore store;
    private final Clock clock;

    ExecutionLog(SqliteStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Notes something, on disk when this returns. {@code data} is a JSON value, or what Jackson makes one of. */
    public void append(String about, String kind, Object data) {
        store.changeNow(tx -> append(tx, about, kind, data));
    }

    /** Notes something in the transaction of what was done. */
    public void append(Tx tx, String about, String kind, Object data) {
        append(tx.store(), about, kind, data);
    }

    /** What was done for something, oldest first, behind a number (0: from the oldest); at most so many. */
    public List<Execution> about(String about, long after, int most) {
        return read("about = $1 AND number > $2 ORDER BY number LIMIT $3", about, after, most);
    }

    /** Everything, oldest first, behind a number (0: from the oldest); at most so many. */
    public List<Execution> all(long after, int most) {
        return read("number > $1 ORDER BY number LIMIT $2", after, most);
    }

    /** What was done last, newest first; at most so many. */
    public List<Execution> newest(int most) {
        return read("true ORDER BY number DESC LIMIT $1", most);
    }

    /** Forgets what was done longer ago than this; answers how much. */
    public int forget(Duration before) {
        return store.writeNow(tx -> tx.update(
                "DELETE FROM signalbox_execution WHERE at < $1", clock.instant().minus(before)));
    }

    private void append(StoreTransaction tx, String about, String kind, Object data) {
        JsonNode json = data instanceof JsonNode tree ? tree : Json.tree(data);
        tx.update(
                "INSERT INTO signalbox_execution (about, kind, at, data) VALUES ($1, $2, $3, $4)",
                about,
                kind,
                clock.instant(),
                Json.writeText(json));
    }

    private List<Execution> read(String where, Object... arguments) {
        String sql = "SELECT number, about, kind, at, data FROM signalbox_execution WHERE " + where;
        return store.reader().read(tx -> tx.query(sql, arguments)).stream()
                .map(ExecutionLog::execution)
                .toList();
    }

    private static Execution execution(Row row) {
        return new Execution(
                row.number("number"),
                row.text("about"),
                row.text("kind"),
                Times.ofMicros(row.number("at")),
                Json.readLenient(row.text("data").getBytes(StandardCharsets.UTF_8), JsonNode.class));
    }
}
