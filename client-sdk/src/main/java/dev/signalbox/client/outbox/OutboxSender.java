package dev.signalbox.client.outbox;

import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubContact;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.http.Pace;
import dev.signalbox.client.store.FailPoint;
import dev.signalbox.client.store.FileMutex;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreFailed;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import dev.signalbox.wire.command.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the outbox to the hub. Every process of a store runs one of these; the one that holds the store's sender lock sends, the
 * others look whether it changed something, and one of them takes over when it dies. One request is in flight at a time, so order
 * needs no numbers: after any failure the same rows go out again under the same ids.
 */
public final class OutboxSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);

    private final Outbox outbox;
    private final SqliteStore store;
    private final HubApi hub;
    private final HubContact contact;
    private final Supplier<@Nullable String> key;
    private final Pace pace;
    private final Backoff backoff;
    private final FileMutex senderLock;
    private final Thread thread;
    private final Wakeup wakeup = new Wakeup();

    private volatile boolean closed;
    private volatile @Nullable CompletableFuture<?> inFlight;

    // Only the sender's thread touches what follows.
    private boolean elected;
    private int batchMax = Limits.OUTBOX_BATCH_COMMANDS;
    private @Nullable Long heardAt;
    private long seenVersion = Long.MIN_VALUE;

    private OutboxSender(
            Outbox outbox,
            HubApi hub,
            HubContact contact,
            Supplier<@Nullable String> key,
            Pace pace,
            RandomGenerator random,
            FileMutex senderLock) {
        this.outbox = outbox;
        this.store = outbox.store();
        this.hub = hub;
        this.contact = contact;
        this.key = key;
        this.pace = pace;
        this.backoff = new Backoff(random, pace.backoffFirst(), pace.backoffLongest());
        this.senderLock = senderLock;
        this.thread = new Thread(this::run, "signalbox-sender-" + store.file().getFileName());
        this.thread.setDaemon(true);
    }

    /** Starts it. Fails with {@link StoreFailed} when the lock file beside the store cannot be opened. */
    public static OutboxSender start(
            Outbox outbox,
            HubApi hub,
            HubContact contact,
            Supplier<@Nullable String> key,
            Pace pace,
            RandomGenerator random) {
        FileMutex lock;
        try {
            lock = FileMutex.open(Path.of(outbox.store().file() + "-sender"));
        } catch (IOException e) {
            throw new StoreFailed(
                    "cannot open the sender lock of " + outbox.store().file() + ": " + e, e);
        }
        OutboxSender sender = new OutboxSender(outbox, hub, contact, key, pace, random, lock);
        outbox.onNudge(sender.wakeup::ring);
        sender.thread.start();
        return sender;
    }

    /**
     * Waits until nothing more can be sent, the hub turns out to be out of reach, or the time is over. Answers whether the queue is
     * empty but for what waits behind parked commands.
     */
    public boolean drain(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (!store.read(outbox.rows()::hasNext).join()) return true;
            HubContact.State state = contact.state();
            if (state == HubContact.State.LOST || state == HubContact.State.KEY_REFUSED) return false;
            if (!Wakeup.pause(Duration.ofMillis(10))) return false;
        }
        return false;
    }

    /** Stops at once. A request in flight is given up; its commands are sent again by whoever is the next sender. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<?> running = inFlight;
        if (running != null) running.cancel(true);
        wakeup.ring();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        try {
            senderLock.close();
        } catch (IOException e) {
            LOG.warn("The sender lock of {} could not be closed", store.file(), e);
        }
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    step();
                } catch (RuntimeException e) {
                    trouble(e);
                }
            }
        } finally {
            resign();
        }
    }

    private void step() {
        lookElsewhere();
        if (!heardWithin(pace.probe())) probe();
        List<OutboxRow> batch = next(elect() ? batchMax : 1);
        outbox.drained(batch.isEmpty());
        if (batch.isEmpty() || !elected) {
            backoff.reset();
            wakeup.await(pace.tick());
            return;
        }
        // A hub that was restored while nobody looked must first get back what it lost, in the order it was written.
        if (!heardWithin(pace.freshness())) probe();
        else send(batch);
    }

    private void send(List<OutboxRow> batch) {
        CommandResults answer;
        FailPoint.OUTBOX_SENDING.reached();
        try {
            answer = await(hub.commandTexts(batch.stream().map(OutboxRow::json).toList()));
        } catch (HubRefused refused) {
            if (!isOfTheContent(refused)) throw refused;
            narrow(batch, refused);
            return;
        }
        FailPoint.OUTBOX_ANSWERED.reached();
        heard();
        contact.writesRefused(false);
        backoff.reset();
        batchMax = Math.min(Limits.OUTBOX_BATCH_COMMANDS, batchMax * 2);
        if (settle(answer.results()) == 0) {
            throw new HubUnreachable("the hub answered a batch without a verdict on any command of it", null);
        }
    }

    /** The hub refused the whole request for what is in it. Halves find the one at fault; alone, it is parked with the reason. */
    private void narrow(List<OutboxRow> batch, HubRefused refused) {
        if (batch.size() > 1) {
            batchMax = Math.max(1, batch.size() / 2);
            return;
        }
        settle(List.of(new CommandResult(batch.get(0).id(), Verdict.REJECTED, null, null, null, refused.problem())));
        batchMax = Limits.OUTBOX_BATCH_COMMANDS;
    }

    private int settle(List<CommandResult> results) {
        int settled = store.writeNow(tx -> {
            int stored = outbox.rows().settle(tx, results);
            FailPoint.OUTBOX_SETTLING.reached();
            return stored;
        });
        FailPoint.OUTBOX_SETTLED.reached();
        outbox.settled(results);
        return settled;
    }

    /** Asks for the hub's newest cursor: is it there, and is its history the one that it had? */
    private void probe() {
        try {
            EventPage page = await(hub.events(Map.of("after", "end", "limit", "1")));
            noteEpoch(Cursor.parse(page.next()).epoch());
        } catch (HubRefused refused) {
            // A role that reads no events still has contact; it just cannot notice a restored hub.
            if (!refused.is(ProblemCode.FORBIDDEN)) throw refused;
        }
        heard();
        store.writeNow(tx -> {
            outbox.rows().prune(tx);
            return true;
        });
    }

    private void heard() {
        heardAt = System.nanoTime();
        contact.ok();
    }

    private boolean heardWithin(Duration time) {
        Long at = heardAt;
        return at != null && System.nanoTime() - at < time.toNanos();
    }

    private List<OutboxRow> next(int rowsMax) {
        return store.read(tx -> outbox.rows().next(tx, rowsMax, Limits.OUTBOX_BATCH_BYTES))
                .join();
    }

    private void noteEpoch(String epoch) {
        int again = store.writeNow(tx -> outbox.rows().noteEpoch(tx, epoch));
        if (again == 0) return;
        LOG.warn(
                "The hub has another history than before (epoch {}); {} accepted commands are sent again",
                epoch,
                again);
        hub.forgetWrites();
    }

    private void lookElsewhere() {
        long version = store.dataVersion().join();
        if (version == seenVersion) return;
        seenVersion = version;
        outbox.changedElsewhere();
    }

    private boolean elect() {
        if (elected) return true;
        try {
            elected = senderLock.tryAcquire();
        } catch (IOException e) {
            throw new StoreFailed("cannot lock " + store.file() + "-sender", e);
        }
        // What the hub does not have may be in the answer that the last sender never stored, so its first look comes
        // first.
        if (elected) LOG.debug("This process sends for {}", store.file());
        return elected;
    }

    private void resign() {
        if (!elected) return;
        elected = false;
        senderLock.release();
    }

    private void trouble(RuntimeException failure) {
        if (closed) return;
        heardAt = null;
        boolean hubTalks = failure instanceof HubRefused;
        if (failure instanceof HubRefused refused && isOfTheKey(refused)) {
            waitForKey(refused);
            return;
        }
        if (hubTalks || failure instanceof HubUnreachable) contact.failed(failure);
        Optional<Duration> asked = failure instanceof HubRefused refused ? refused.retryAfter() : Optional.empty();
        Duration wait = backoff.next(asked);
        if (hubTalks || failure instanceof HubUnreachable)
            LOG.info("{}; next try in {} ms", failure.getMessage(), wait.toMillis());
        else LOG.error("The sender failed; next try in {} ms", wait.toMillis(), failure);
        pause(wait, () -> false);
    }

    /** Gives the others a chance meanwhile: another process of this store may have a key that the hub takes. */
    private void waitForKey(HubRefused refused) {
        LOG.warn("The hub does not take the key: {}", refused.problem().detail());
        contact.failed(refused);
        if (refused.is(ProblemCode.FORBIDDEN)) contact.writesRefused(true);
        resign();
        String tried = key.get();
        pause(pace.keyRetry(), () -> !Objects.equals(tried, key.get()));
    }

    private void pause(Duration time, BooleanSupplier soonEnough) {
        long deadline = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (!closed && left > 0 && !soonEnough.getAsBoolean()) {
            wakeup.sleep(Duration.ofNanos(Math.min(left, pace.tick().toNanos())));
            left = deadline - System.nanoTime();
        }
    }

    private <T> T await(CompletableFuture<T> answer) {
        inFlight = answer;
        try {
            if (closed) answer.cancel(true);
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        } finally {
            inFlight = null;
        }
    }

    private static boolean isOfTheKey(HubRefused refused) {
        return refused.is(ProblemCode.UNAUTHORIZED) || refused.is(ProblemCode.FORBIDDEN);
    }

    private static boolean isOfTheContent(HubRefused refused) {
        return refused.is(ProblemCode.TOO_LARGE) || refused.is(ProblemCode.INVALID);
    }
}
