package dev.signalbox.client.replica;

import dev.signalbox.client.follow.Follower;
import dev.signalbox.client.follow.FollowerContext;
import dev.signalbox.client.follow.Followers;
import dev.signalbox.client.http.SnapshotMismatch;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.wire.resource.SharedTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a shared table in the program's store, kept up by the hub's event stream. Reads need no hub, take no lock
 * and see rows of one moment; {@link #asOf} tells how old they are. Rows are never edited here: what this program has
 * sent and not got back is laid over them and marked pending.
 *
 * <p>The copy outlives the program and goes on where it was. Of several processes of one store one keeps it, and
 * another takes over when that dies. When the hub's history is another than before (it was restored), the old copy
 * stays readable and says STALE until the new one takes its place; the outbox and private tables are not touched by
 * that. Any thread.
 */
public final class Replica implements AutoCloseable {
    /** A copy that another process keeps counts as live for so long after its last note. */
    static final Duration NOTED_WITHIN = Duration.ofSeconds(45);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    private final FollowerContext with;
    private final ReplicaTable table;
    private final ReplicaReader reader;
    private final ReplicaEffects effects;
    private final Follower follower;
    private final Waiters waiters = new Waiters(new CompletableFuture<Void>().defaultExecutor());

    private Replica(Followers followers, ReplicaTable table) {
        this.with = followers.context();
        this.table = table;
        this.reader = new ReplicaReader(with.store(), table);
        this.effects = new ReplicaEffects(with, table, this::look);
        this.follower = followers.start(table.follower(), List.of(table.types()), effects);
        var unused = follower.ended()
                .whenComplete((ended, failure) -> waiters.fail(
                        failure == null ? new CancellationException("the replica was closed before") : failure));
    }

    /** For {@code Signalbox}. Fails with {@link IllegalArgumentException} for what is no table's name. */
    public static Replica start(Followers followers, String name) {
        if (!NAME.matcher(name).matches()) throw new IllegalArgumentException("\"" + name + "\" is not a table's name");
        return new Replica(followers, ReplicaTable.of(name));
    }

    /** Whether there are rows of this table that can be copied. */
    public static boolean canCopy(SharedTable table) {
        return !table.change().equals("commands")
                || ReplicaTable.of(table.name()).builtIn();
    }

    public String table() {
        return table.name();
    }

    /** How many rows the copy has, without what pending commands would add. Fails with {@link ReplicaNotReady}. */
    public long count() {
        return reader.count();
    }

    /**
     * Why the copy cannot be kept fresh just now; empty when it can. With {@link SnapshotMismatch} the hub's table came
     * otherwise than the hub vouches for: what is read stays what it was, and the table is asked for again after pauses
     * that grow up to ten minutes.
     */
    public Optional<RuntimeException> trouble() {
        return follower.trouble();
    }

    /**
     * The row of a key; of the roadmap also by what people call it, {@code PRIORITY 3}. Fails with
     * {@link ReplicaNotReady}.
     */
    public Optional<ReplicaRow> get(String key) {
        return reader.get(key);
    }

    /** The first page of all rows, in the order of their keys. Fails with {@link ReplicaNotReady}. */
    public ReplicaPage list() {
        return reader.query(all -> {});
    }

    /**
     * A page of rows in the order of their keys: {@code query(q -> q.where("state", "running").limit(20))}. Fails with
     * {@link ReplicaNotReady}.
     */
    public ReplicaPage query(Consumer<RowQuery> ask) {
        return reader.query(ask);
    }

    /** How old the copy is, and why it is not younger. */
    public AsOf asOf() {
        AsOf stored = reader.asOf();
        return new AsOf(
                state(stored), stored.position(), latest(stored.at(), effects.freshAt()), why(stored.trouble()));
    }

    /** Completes when there is a whole copy to read, perhaps an old one. Fails as {@link #ended} does. */
    public CompletionStage<Void> ready() {
        return awaitPosition(0);
    }

    /**
     * Read-your-writes: completes when the hub has accepted the command and the copy holds what it did. Fails with what
     * the receipt fails with, or as {@link #ended} does.
     */
    public CompletionStage<Void> awaitPosition(OutboxReceipt receipt) {
        return receipt.accepted()
                .thenCompose(result -> awaitPosition(result.position() == null ? 0 : result.position()));
    }

    /** Completes when the copy holds everything up to a position of the hub's log. Fails as {@link #ended} does. */
    public CompletionStage<Void> awaitPosition(long position) {
        // Queued first, then looked: what is committed after the look finds it in the queue.
        CompletableFuture<@Nullable Void> waiter = waiters.add(position);
        AsOf now = reader.asOf();
        if (isRead(now) && now.position() >= position) waiter.complete(null);
        return waiter;
    }

    /**
     * Completes when the replica or the client was closed. Fails with
     * {@link dev.signalbox.client.follow.FollowerStopped} when the hub changed its history again and again; the copy
     * stays readable.
     */
    public CompletionStage<Void> ended() {
        return follower.ended();
    }

    /**
     * Stops keeping the copy. It stays readable here, and another process may go on. Waits for the change in hand, but
     * no longer than {@code SignalboxOptions.handlerWait}; {@link #ended} tells when it is over.
     */
    @Override
    public void close() {
        follower.close();
        look();
    }

    /** Something may have moved. */
    private void look() {
        if (waiters.isEmpty()) return;
        AsOf now = reader.asOf();
        if (isRead(now)) waiters.reached(now.position());
    }

    private static boolean isRead(AsOf now) {
        return now.state() != AsOf.State.STAGING;
    }

    private AsOf.State state(AsOf stored) {
        if (stored.state() != AsOf.State.OFFLINE) return stored.state();
        if (effects.isOthersTurn()) return isNoted(stored) ? AsOf.State.LIVE : AsOf.State.OFFLINE;
        if (isMismatch()) return AsOf.State.STALE;
        if (!follower.isConnected()) return AsOf.State.OFFLINE;
        return follower.isLive() ? AsOf.State.LIVE : AsOf.State.STALE;
    }

    /** Why it is old, and why it has not become younger since. */
    private @Nullable String why(@Nullable String stored) {
        RuntimeException failure = follower.trouble().orElse(null);
        String now = failure instanceof SnapshotMismatch mismatch
                ? mismatch.getMessage() + ". " + mismatch.nextStep()
                : failure == null ? null : failure.getMessage();
        if (stored == null || now == null) return stored == null ? now : stored;
        return stored + "; " + now;
    }

    private boolean isMismatch() {
        return follower.trouble().filter(SnapshotMismatch.class::isInstance).isPresent();
    }

    private boolean isNoted(AsOf stored) {
        Instant at = stored.at();
        return at != null && Duration.between(at, with.clock().instant()).abs().compareTo(NOTED_WITHIN) < 0;
    }

    private static @Nullable Instant latest(@Nullable Instant one, @Nullable Instant other) {
        if (one == null) return other;
        return other == null || one.isAfter(other) ? one : other;
    }
}
