package dev.signalbox.client.replica;

import dev.signalbox.client.replica.SqliteReplica.Head;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.JsonValues;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.TableRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table's copy that is in the store, without a hub. Reads run on the calling thread beside whatever writes, and
 * see rows of one moment. Nothing keeps the copy fresh here: that does {@link Replica}, in this process or another. Any
 * thread.
 */
public final class ReplicaReader {
    private static final Comparator<String> BY_UTF8 = JsonValues::compareTexts;

    private final SqliteStore store;
    private final ReplicaTable table;
    private final SqliteReplica rows;

    /** For a table of this name, whether there is a copy of it or not. */
    public ReplicaReader(SqliteStore store, String table) {
        this(store, ReplicaTable.of(table));
    }

    ReplicaReader(SqliteStore store, ReplicaTable table) {
        this.store = store;
        this.table = table;
        this.rows = new SqliteReplica(table);
    }

    /** Tables of which the store has a whole copy. */
    public static List<String> copied(SqliteStore store) {
        return store
                .reader()
                .read(tx -> tx.query("SELECT name FROM signalbox_replica WHERE live IS NOT NULL ORDER BY name"))
                .stream()
                .map(row -> row.text("name"))
                .toList();
    }

    /** The row of a key, this program's pending commands laid over it. Fails with {@link ReplicaNotReady}. */
    public Optional<ReplicaRow> get(String key) {
        return store.reader().read(tx -> {
            Head head = rows.head(tx);
            long live = live(head);
            Overlay overlay = new Overlay(table, head.declaration());
            Optional<TableRow> synced = rows.row(tx, live, key);
            String known = key;
            if (synced.isEmpty()) {
                known = rows.keyOf(tx, live, key);
                if (!known.equals(key)) synced = rows.row(tx, live, known);
            }
            List<Command> commands = new ArrayList<>(overlay.pending(tx, known, head.position()));
            for (String alias : aliases(synced, known)) {
                commands.addAll(overlay.pending(tx, alias, head.position()));
            }
            return overlay.laidOver(synced.orElse(null), known, commands);
        });
    }

    /**
     * A page of rows in the order of their keys, this program's pending commands laid over them: of at most 10,000
     * commands, the oldest. Fails with {@link ReplicaNotReady}.
     */
    public ReplicaPage query(Consumer<RowQuery> ask) {
        RowQuery query = new RowQuery();
        ask.accept(query);
        return store.reader().read(tx -> page(tx, query));
    }

    /** How many rows the copy has, without what pending commands would add. Fails with {@link ReplicaNotReady}. */
    public long count() {
        return store.reader().read(tx -> rows.count(tx, live(rows.head(tx))));
    }

    /** How old the copy is, as the store knows it: not whether somebody is about to make it fresh. */
    public AsOf asOf() {
        Head head = store.reader().read(rows::head);
        AsOf.State state = AsOf.State.OFFLINE;
        if (head.live() == null) state = AsOf.State.STAGING;
        else if (head.stale() != null) state = AsOf.State.STALE;
        return new AsOf(state, head.position(), head.freshAt(), head.stale());
    }

    private ReplicaPage page(StoreTransaction tx, RowQuery query) {
        Head head = rows.head(tx);
        long live = live(head);
        Overlay overlay = new Overlay(table, head.declaration());
        Map<String, List<Command>> pending = byRow(tx, live, overlay.pending(tx, head.position()));
        List<ReplicaRow> found = new ArrayList<>();
        for (TableRow row : rows.page(tx, live, query, pending.keySet(), query.limit() + 1)) {
            found.add(new ReplicaRow(row, false));
        }
        pending.forEach((key, commands) -> {
            if (BY_UTF8.compare(key, query.after()) <= 0) return;
            overlay.laidOver(rows.row(tx, live, key).orElse(null), key, commands)
                    .filter(row -> query.matches(row.row()))
                    .ifPresent(found::add);
        });
        found.sort(Comparator.comparing(ReplicaRow::key, BY_UTF8));
        boolean more = found.size() > query.limit();
        List<ReplicaRow> items = more ? found.subList(0, query.limit()) : found;
        return new ReplicaPage(items, more ? items.get(items.size() - 1).key() : null, head.position());
    }

    /** Commands may name a roadmap item as people do; the rows go by its id. */
    private Map<String, List<Command>> byRow(StoreTransaction tx, long live, Map<String, List<Command>> named) {
        Map<String, List<Command>> byRow = new HashMap<>();
        named.forEach((name, commands) -> byRow.computeIfAbsent(rows.keyOf(tx, live, name), key -> new ArrayList<>())
                .addAll(commands));
        return byRow;
    }

    private List<String> aliases(Optional<TableRow> row, String key) {
        if (!table.name().equals("roadmap") || row.isEmpty()) return List.of();
        String called = row.get().row().path("key").asText();
        return called.isEmpty() || called.equals(key) ? List.of() : List.of(called);
    }

    private long live(Head head) {
        Long live = head.live();
        if (live == null) throw new ReplicaNotReady(table.name());
        return live;
    }

    static @Nullable SharedTable declaration(@Nullable String json) {
        return json == null ? null : Json.readLenient(json.getBytes(StandardCharsets.UTF_8), SharedTable.class);
    }
}
