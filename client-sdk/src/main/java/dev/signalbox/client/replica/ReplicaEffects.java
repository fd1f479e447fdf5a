package dev.signalbox.client.replica;

import dev.signalbox.client.follow.Effects;
import dev.signalbox.client.follow.Follower;
import dev.signalbox.client.follow.FollowerContext;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.replica.SqliteReplica.Head;
import dev.signalbox.client.store.FailPoint;
import dev.signalbox.client.store.FileMutex;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreFailed;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.RowEvent;
import dev.signalbox.wire.resource.RowEvent.RowPatched;
import dev.signalbox.wire.resource.RowFold;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.TableRow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a table's copy: a snapshot first, then the changes behind it, each in the transaction that moves the
 * checkpoint. Of all processes of the store one does this, the holder of the replica's lock; the others read what it
 * keeps.
 */
final class ReplicaEffects implements Effects {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaEffects.class);
    /** Rows of built-in tables that are fetched at one time. */
    private static final int FETCHES_AT_ONCE = 16;
    /** A copy that is known to be fresh is noted so at most this often. */
    private static final Duration NOTED_EVERY = Duration.ofSeconds(10);

    private static final TableRow.Origin NEVER = new TableRow.Origin("", Instant.EPOCH);

    private final FollowerContext with;
    private final SqliteStore store;
    private final ReplicaTable table;
    private final SqliteReplica rows;
    private final FileMutex turn;
    private final Runnable progressed;

    private volatile boolean othersTurn;
    private volatile @Nullable Instant freshAt;

    // Only the follower's thread touches what follows.
    private @Nullable Instant notedAt;
    private long live;
    private boolean merge;
    private final Map<String, Optional<TableRow>> fetched = new HashMap<>();
    /** Positions of events in hand that could not be folded here. */
    private final Set<Long> toFetch = new HashSet<>();

    ReplicaEffects(FollowerContext with, ReplicaTable table, Runnable progressed) {
        this.with = with;
        this.store = with.store();
        this.table = table;
        this.rows = new SqliteReplica(table);
        this.turn = FileMutex.open(Path.of(store.file() + "-replica-" + table.name()));
        this.progressed = progressed;
    }

    /** Whether another process keeps the copy. */
    boolean isOthersTurn() {
        return othersTurn;
    }

    /** When this process last knew the copy to hold all; null when it never did. */
    @Nullable
    Instant freshAt() {
        return freshAt;
    }

    @Override
    public boolean begin(Follower follower, @Nullable Cursor checkpoint) {
        othersTurn = !turn.tryAcquire();
        if (othersTurn) {
            progressed.run();
            return false;
        }
        removeOld();
        Head head = store.readNow(rows::head);
        SharedTable declared = table.builtIn() ? null : declared(follower);
        if (head.live() == null || checkpoint == null || head.stale() != null || isOther(head, declared)) {
            stage(follower, declared);
        } else {
            live = head.live();
            merge = declared != null && declared.change().equals("merge");
        }
        return true;
    }

    @Override
    public void prepare(Follower follower, List<Event> events) {
        fetched.clear();
        Map<String, Long> wanted = wanted(events);
        List<String> keys = new ArrayList<>(wanted.keySet());
        for (int from = 0; from < keys.size(); from += FETCHES_AT_ONCE) {
            fetch(follower, keys.subList(from, Math.min(keys.size(), from + FETCHES_AT_ONCE)), wanted);
        }
        if (!keys.isEmpty()) FailPoint.REPLICA_FETCHED.reached();
    }

    @Override
    public void apply(StoreTransaction tx, List<Event> events) {
        for (Event event : events) {
            if (!table.isRow(event)) continue;
            String key = event.subjectId();
            Optional<TableRow> now = fetched.get(key);
            if (now == null) {
                TableRow before = rows.row(tx, live, key).orElse(null);
                if (before != null && before.version() >= event.streamversion()) continue;
                now = afterOrFetched(before, event);
            }
            if (now.isPresent()) rows.put(tx, live, now.get());
            else rows.remove(tx, live, key, Math.max(event.streamversion(), versionOf(tx, key)));
        }
        FailPoint.REPLICA_APPLYING.reached();
    }

    /** An event that cannot be folded here has its row fetched when it comes again. */
    private Optional<TableRow> afterOrFetched(@Nullable TableRow before, Event event) {
        try {
            return after(before, event);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            toFetch.add(event.position());
            throw new IllegalStateException(
                    table.name() + ": " + event.type() + " at " + event.position()
                            + " cannot be folded; its row is fetched instead",
                    e);
        }
    }

    /**
     * The row after an event that tells it, as the hub folds it; empty when it is gone. {@code before} is null where
     * there is none.
     */
    private Optional<TableRow> after(@Nullable TableRow before, Event event) {
        RowEvent told = RowEvent.of(event).orElseThrow();
        if (before == null && told instanceof RowPatched) {
            throw new IllegalStateException("the row " + event.subject() + " was not fetched");
        }
        RowFold<TableRow.Origin> row = (before == null ? RowFold.none(NEVER) : RowFold.of(before))
                .after(told, new TableRow.Origin(event.actor(), event.recordedtime()));
        return row.exists()
                ? Optional.of(
                        row.resource(table.name(), event.subjectId(), event.streamversion(), event.position(), merge))
                : Optional.empty();
    }

    /** The hub has it all: a flush for each piece would cost the disk more than it is worth. */
    @Override
    public boolean flushed() {
        return false;
    }

    @Override
    public void reset(Follower follower, Problem why) {
        store.changeNow(tx -> rows.stale(tx, why.detail()));
        FailPoint.REPLICA_STALE.reached();
        progressed.run();
        with.hub().forgetWrites();
        stage(follower, table.builtIn() ? null : declared(follower));
    }

    @Override
    public void progressed(Follower follower) {
        toFetch.removeIf(position -> position <= follower.position());
        FailPoint.REPLICA_APPLIED.reached();
        if (follower.isLive() && follower.trouble().isEmpty()) {
            Instant now = with.clock().instant();
            freshAt = now;
            // A clock that was set back must not silence the notes.
            Instant last = notedAt;
            if (last == null || Duration.between(last, now).abs().compareTo(NOTED_EVERY) >= 0) note(now);
        }
        progressed.run();
    }

    @Override
    public void ended() {
        Instant fresh = freshAt;
        try {
            if (turn.isHeld() && fresh != null) note(fresh);
        } catch (StoreFailed e) {
            LOG.warn("{}: how fresh the copy is could not be noted", table.name(), e);
        } finally {
            turn.close();
            othersTurn = false;
            progressed.run();
        }
    }

    private void note(Instant fresh) {
        notedAt = fresh;
        store.changeNow(tx -> rows.fresh(tx, fresh));
    }

    private void stage(Follower follower, @Nullable SharedTable declared) {
        Instant asked = with.clock().instant();
        Staging staging =
                new Staging(store, rows, table, with.hub(), with.pace().silence());
        Staging.Copy copy = staging.fetch(follower);
        Cursor from = follower.cursor();
        store.changeNow(tx -> {
            rows.swap(tx, copy.set(), declared == null ? null : Json.writeText(declared), asked);
            follower.place(tx, from, copy.cursor());
            FailPoint.REPLICA_SWAPPING.reached();
        });
        live = copy.set();
        merge = declared != null && declared.change().equals("merge");
        FailPoint.REPLICA_SWAPPED.reached();
        LOG.info("{}: copied at position {}", table.name(), copy.cursor().position());
        progressed.run();
        removeOld();
    }

    private void removeOld() {
        while (store.writeNow(rows::removeSome)) FailPoint.REPLICA_REMOVING.reached();
    }

    /** As the hub declares it now; what its rows look like depends on it. */
    private SharedTable declared(Follower follower) {
        for (SharedTable readable : follower.await(with.hub().tables())) {
            if (readable.name().equals(table.name())) return readable;
        }
        throw new HubRefused(
                Problem.of(
                        ProblemCode.NOT_FOUND,
                        "the hub shows no table " + table.name() + " to this key; see: signalbox table list"),
                null);
    }

    private static boolean isOther(Head head, @Nullable SharedTable declared) {
        SharedTable copied = ReplicaReader.declaration(head.declaration());
        if (copied == null || declared == null) return copied != null || declared != null;
        return !copied.change().equals(declared.change()) || !copied.key().equals(declared.key());
    }

    /** The rows that the events do not tell whole, each with the position that it must have seen. */
    private Map<String, Long> wanted(List<Event> events) {
        Map<String, Long> wanted = new LinkedHashMap<>();
        Set<String> whole = new HashSet<>();
        for (Event event : events) {
            if (!table.isRow(event)) continue;
            String key = event.subjectId();
            boolean fetched = table.builtIn() || toFetch.contains(event.position());
            Optional<RowEvent> told = fetched ? Optional.empty() : told(event);
            if (told.isPresent() && !(told.get() instanceof RowPatched)) whole.add(key);
            if (told.isPresent() && (whole.contains(key) || isThere(key))) continue;
            wanted.put(key, event.position());
        }
        return wanted;
    }

    private static Optional<RowEvent> told(Event event) {
        try {
            return RowEvent.of(event);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            LOG.warn("{} at {} cannot be read; its row is fetched instead", event.type(), event.position(), e);
            return Optional.empty();
        }
    }

    private boolean isThere(String key) {
        return store.reader().read(tx -> rows.row(tx, live, key)).isPresent();
    }

    private void fetch(Follower follower, List<String> keys, Map<String, Long> wanted) {
        Map<String, CompletableFuture<TableRow>> asked = new LinkedHashMap<>();
        for (String key : keys) {
            asked.put(key, with.hub().rowAtLeast(table.name(), key, Objects.requireNonNull(wanted.get(key))));
        }
        asked.forEach((key, answer) -> fetched.put(key, answered(follower, answer)));
    }

    private static Optional<TableRow> answered(Follower follower, CompletableFuture<TableRow> answer) {
        try {
            TableRow row = follower.await(answer);
            return Boolean.TRUE.equals(row.deleted()) ? Optional.empty() : Optional.of(row);
        } catch (HubRefused refused) {
            if (!refused.is(ProblemCode.NOT_FOUND)) throw refused;
            return Optional.empty();
        }
    }

    private long versionOf(StoreTransaction tx, String key) {
        return fetched.containsKey(key)
                ? rows.row(tx, live, key).map(TableRow::version).orElse(0L)
                : 0;
    }
}
