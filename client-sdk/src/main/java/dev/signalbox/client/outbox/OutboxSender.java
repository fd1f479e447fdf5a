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
import dev.signalbox.client.thread.Worker;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import dev.signalbox.wire.command.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the outbox to the hub. Every process of a store runs one of these; the one that holds the store's sender lock
 * sends, the others look whether it changed something, and one of them takes over when it dies. One request is in
 * flight at a time, so order needs no numbers: after any failure the same rows go out again under the same ids.
 */
public final class OutboxSender implements AutoCloseable {
    /** Longest time that one command gets beyond the usual, where the network needs so long for its bytes. */
    private static final Duration LONGER_MAX = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);

    private final SqliteStore store;
    private final SqliteOutbox rows;
    private final Verdicts verdicts;
    private final Backlog backlog;
    private final HubApi hub;
    private final HubContact contact;
    private final Supplier<@Nullable String> key;
    private final Pace pace;
    private final Backoff backoff;
    private final FileMutex senderLock;
    private final Worker worker;
    private final HubProbe probe;

    // Only the sender's thread touches what follows.
    private int batchMax = Limits.OUTBOX_BATCH_COMMANDS;
    private boolean eased;
    private Duration longer = Duration.ZERO;
    private long seenVersion = Long.MIN_VALUE;

    private OutboxSender(
            Outbox outbox,
            HubApi hub,
            HubContact contact,
            Supplier<@Nullable String> key,
            Pace pace,
            RandomGenerator random) {
        this.store = outbox.store();
        this.rows = outbox.rows();
        this.verdicts = outbox.verdicts();
        this.backlog = outbox.backlog();
        this.hub = hub;
        this.contact = contact;
        this.key = key;
        this.pace = pace;
        this.backoff = new Backoff(random, pace.backoffFirst(), pace.backoffLongest());
        this.senderLock = FileMutex.open(Path.of(store.file() + "-sender"));
        this.worker = new Worker("signalbox-sender-" + store.file().getFileName(), pace.tick(), this::run);
        this.probe = new HubProbe(store, rows, hub, contact, worker);
    }

    /** Starts it. Fails with {@link StoreFailed} when the lock file beside the store cannot be opened. */
    public static OutboxSender start(
            Outbox outbox,
            HubApi hub,
            HubContact contact,
            Supplier<@Nullable String> key,
            Pace pace,
            RandomGenerator random) {
        OutboxSender sender = new OutboxSender(outbox, hub, contact, key, pace, random);
        sender.worker.start();
        return sender;
    }

    /**
     * Waits until nothing more can be sent, the hub turns out to be out of reach, or the time is over. Answers whether
     * the queue is empty but for what waits behind parked commands.
     */
    public boolean drain(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (!store.read(rows::hasNext).join()) return true;
            HubContact.State state = contact.state();
            if (state == HubContact.State.LOST || state == HubContact.State.KEY_REFUSED) return false;
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    /** Stops at once. A request in flight is given up; its commands are sent again by whoever is the next sender. */
    @Override
    public void close() {
        worker.stop();
        backlog.ring();
        worker.join();
        senderLock.close();
    }

    private void run() {
        try {
            while (!worker.isStopped()) {
                try {
                    step();
                } catch (RuntimeException e) {
                    trouble(e);
                }
            }
        } finally {
            senderLock.release();
        }
    }

    private void step() {
        lookElsewhere();
        if (!probe.heardWithin(pace.probe())) probe.run();
        // What the hub does not have may be in the answer that the last sender never stored, so its first look comes
        // first.
        boolean elected = senderLock.tryAcquire();
        List<OutboxRow> batch = next(elected ? batchMax : 1);
        backlog.drained(batch.isEmpty());
        if (batch.isEmpty()) eased = false;
        if (batch.isEmpty() || !elected) {
            backoff.reset();
            backlog.await(pace.tick());
            return;
        }
        // A hub that was restored while nobody looked must first get back what it lost, in the order it was written.
        if (!probe.heardWithin(pace.freshness())) probe.run();
        else send(batch);
    }

    private void send(List<OutboxRow> batch) {
        CommandResults answer;
        FailPoint.OUTBOX_SENDING.reached();
        try {
            answer = worker.await(
                    hub.commandTexts(batch.stream().map(OutboxRow::json).toList(), store.readNow(rows::seen), longer));
        } catch (HubUnreachable unreachable) {
            ease(batch, unreachable);
            throw unreachable;
        } catch (HubRefused refused) {
            if (refused.is(ProblemCode.LOG_DIVERGED)) {
                probe.lost();
                return;
            }
            if (!isOfTheContent(refused)) throw refused;
            narrow(batch, refused);
            return;
        }
        FailPoint.OUTBOX_ANSWERED.reached();
        probe.heard();
        contact.writesRefused(false);
        backoff.reset();
        longer = Duration.ZERO;
        batchMax = Math.min(Limits.OUTBOX_BATCH_COMMANDS, eased ? batchMax + 1 : batchMax * 2);
        if (settle(answer.results(), answer.cursor()) == 0) {
            throw new HubUnreachable("the hub answered a batch without a verdict on any command of it", null);
        }
    }

    /**
     * No answer came: the network may be too slow for so much at once, or something between cuts what takes long. The
     * next request has half of it, and those behind it grow slowly; one command alone gets twice the time.
     */
    private void ease(List<OutboxRow> batch, HubUnreachable unreachable) {
        if (batch.size() > 1) {
            batchMax = batch.size() / 2;
            eased = true;
        } else if (unreachable.isTimeOut()) {
            Duration twice = longer.isZero() ? pace.answer() : longer.multipliedBy(2);
            longer = twice.compareTo(LONGER_MAX) < 0 ? twice : LONGER_MAX;
        }
    }

    /**
     * The hub refused the whole request for what is in it. Halves find the one at fault; alone, it is parked with the
     * reason.
     */
    private void narrow(List<OutboxRow> batch, HubRefused refused) {
        if (batch.size() > 1) {
            batchMax = Math.max(1, batch.size() / 2);
            return;
        }
        settle(
                List.of(new CommandResult(batch.get(0).id(), Verdict.REJECTED, null, null, null, refused.problem())),
                null);
        batchMax = Limits.OUTBOX_BATCH_COMMANDS;
    }

    /** @param cursor names the history that holds what was accepted; null when the hub does not say */
    private int settle(List<CommandResult> results, @Nullable String cursor) {
        Settled settled = store.writeNow(tx -> {
            // First: when it is of another history, what was settled before goes out again, and these do not.
            int again = cursor == null ? 0 : rows.noteSeen(tx, Cursor.parse(cursor));
            int stored = rows.settle(tx, results);
            FailPoint.OUTBOX_SETTLING.reached();
            return new Settled(stored, again);
        });
        FailPoint.OUTBOX_SETTLED.reached();
        probe.sentAgain(settled.again());
        verdicts.settled(results);
        return settled.stored();
    }

    /** Commands whose verdict was stored, and those that go out again. */
    private record Settled(int stored, int again) {}

    private List<OutboxRow> next(int rowsMax) {
        return store.read(tx -> rows.next(tx, rowsMax, Limits.OUTBOX_BATCH_BYTES))
                .join();
    }

    private void lookElsewhere() {
        long version = store.dataVersion().join();
        if (version == seenVersion) return;
        seenVersion = version;
        verdicts.changedElsewhere();
    }

    private void trouble(RuntimeException failure) {
        if (worker.isStopped()) return;
        probe.forget();
        if (failure instanceof HubRefused refused && refused.isOfTheKey()) {
            waitForKey(refused);
            return;
        }
        boolean ofTheHub = contact.failed(failure);
        Duration wait = backoff.next(failure);
        if (ofTheHub) LOG.info("{}; next try in {} ms", failure.getMessage(), wait.toMillis());
        else LOG.error("The sender failed; next try in {} ms", wait.toMillis(), failure);
        worker.pause(wait);
    }

    /** Gives the others a chance meanwhile: another process of this store may have a key that the hub takes. */
    private void waitForKey(HubRefused refused) {
        LOG.warn("The hub does not take the key: {}", refused.problem().detail());
        contact.failed(refused);
        if (refused.is(ProblemCode.FORBIDDEN)) contact.writesRefused(true);
        senderLock.release();
        worker.pauseForKey(pace.keyRetry(), key);
    }

    private static boolean isOfTheContent(HubRefused refused) {
        return refused.is(ProblemCode.TOO_LARGE) || refused.is(ProblemCode.INVALID);
    }
}
