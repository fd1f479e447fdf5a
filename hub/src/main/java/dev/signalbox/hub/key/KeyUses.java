package dev.signalbox.hub.key;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When each key, or each browser that one signed in, last opened the door, exact to a grain of time: in memory, and
 * noted in a table beside the log, at most once a grain ({@code docs/adr/0022}). A hub that is killed forgets what it
 * had not noted, a minute at most. Any thread.
 */
final class KeyUses {
    private static final String NOTE = "INSERT INTO key_uses (key_id, used_at) VALUES ($1, $2) ON CONFLICT (key_id) DO"
            + " UPDATE SET used_at = excluded.used_at WHERE key_uses.used_at < excluded.used_at";

    private static final int CARRIED_AT_ONCE = 500;
    private static final String NEXT =
            "SELECT key_id, used_at FROM key_uses WHERE key_id > $1 ORDER BY key_id LIMIT " + CARRIED_AT_ONCE;

    private static final String FORGET = "DELETE FROM key_uses WHERE key_id = $1";
    private static final Duration HOUR = Duration.ofHours(1);

    private final Database database;
    private final Duration grain;
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    /** Of keys: exact to the hour. */
    KeyUses(Database database) {
        this(database, HOUR);
    }

    KeyUses(Database database, Duration grain) {
        this.database = database;
        this.grain = grain;
    }

    /** As cheap as a look into a map, but for the first time in a grain. */
    void used(String keyId, Instant now) {
        Instant last = seen.get(keyId);
        if (last != null && now.isBefore(last.plus(grain)) && !now.isBefore(last)) return;
        long seconds = now.getEpochSecond();
        seen.put(keyId, Instant.ofEpochSecond(seconds - seconds % grain.toSeconds()));
    }

    /** When it was last used, as far as this node knows; null for never. */
    @Nullable
    Instant seen(String keyId) {
        return seen.get(keyId);
    }

    /** It is never used again, and what is noted of it goes. */
    void forget(String keyId) {
        seen.remove(keyId);
        noted.remove(keyId);
        gone.add(keyId);
    }

    /** Notes what is not noted yet, all in one transaction. Completes with how many keys that were. */
    Future<Integer> note() {
        Map<String, Instant> fresh = new HashMap<>(seen);
        fresh.entrySet().removeIf(use -> use.getValue().equals(noted.get(use.getKey())));
        Set<String> over = Set.copyOf(gone);
        if (fresh.isEmpty() && over.isEmpty()) return Future.succeededFuture(0);
        List<@Nullable Object[]> rows = new ArrayList<>();
        fresh.forEach((keyId, at) -> rows.add(new Object[] {keyId, Times.toMicros(at)}));
        List<@Nullable Object[]> forgotten = new ArrayList<>();
        over.forEach(keyId -> forgotten.add(new Object[] {keyId}));
        return database.write(transaction -> all(transaction, NOTE, rows)
                        .compose(written -> all(transaction, FORGET, forgotten))
                        .mapEmpty())
                .map(done -> {
                    noted.putAll(fresh);
                    gone.removeAll(over);
                    return fresh.size();
                });
    }

    private static Future<?> all(Transaction transaction, String sql, List<@Nullable Object[]> rows) {
        return rows.isEmpty() ? Future.succeededFuture() : transaction.updateAll(sql, rows);
    }

    /** Takes over what other nodes, or earlier starts, have noted of these. */
    Future<Void> learn(List<String> keyIds) {
        if (keyIds.isEmpty()) return Future.succeededFuture();
        List<String> some = keyIds.subList(0, Math.min(CARRIED_AT_ONCE, keyIds.size()));
        return of(some).compose(latest -> {
            latest.forEach((keyId, at) -> seen.merge(keyId, at, (a, b) -> a.isAfter(b) ? a : b));
            return learn(keyIds.subList(some.size(), keyIds.size()));
        });
    }

    /** Brings what is noted in one store to another, where a later use stays. */
    static Future<Void> carry(Database from, Database to) {
        AtomicReference<String> last = new AtomicReference<>("");
        return Turns.whileMore(() -> from.read(transaction -> transaction.query(NEXT, last.get()))
                .compose(uses -> {
                    if (uses.isEmpty()) return Future.succeededFuture(false);
                    last.set(uses.get(uses.size() - 1).text("key_id"));
                    List<@Nullable Object[]> rows = new ArrayList<>();
                    uses.forEach(use -> rows.add(new Object[] {use.text("key_id"), use.bigint("used_at")}));
                    return to.write(transaction -> transaction.updateAll(NOTE, rows))
                            .map(uses.size() == CARRIED_AT_ONCE);
                }));
    }

    /** Of these keys, by every node; without those that nobody has used. */
    Future<Map<String, Instant>> of(List<String> keyIds) {
        if (keyIds.isEmpty()) return Future.succeededFuture(Map.of());
        String places =
                IntStream.rangeClosed(1, keyIds.size()).mapToObj(i -> "$" + i).collect(Collectors.joining(", "));
        String sql = "SELECT key_id, used_at FROM key_uses WHERE key_id IN (" + places + ")";
        return database.read(transaction -> transaction.query(sql, keyIds.toArray()))
                .map(rows -> {
                    Map<String, Instant> latest = new HashMap<>();
                    rows.forEach(row -> latest.put(row.text("key_id"), Times.ofMicros(row.bigint("used_at"))));
                    for (String id : keyIds) {
                        Instant here = seen.get(id);
                        if (here != null) latest.merge(id, here, (a, b) -> a.isAfter(b) ? a : b);
                    }
                    return latest;
                });
    }
}
