package dev.signalbox.hub.log;

import dev.signalbox.hub.log.Append.Disturbed;
import dev.signalbox.hub.log.Append.IdempotencyConflict;
import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.wire.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the appends of one commit, each alone but in order: a later one sees what the earlier ones did. Pure: knows no
 * store. The same for every engine, so that the rules of {@link EventLog#append} stand in one place. One instance
 * belongs to one thread.
 */
final class AppendJudge {
    private final HashChain chain = new HashChain();

    /** The ids that must be looked up before the batch can be judged. */
    static Set<String> ids(List<Append> batch) {
        Set<String> ids = new HashSet<>();
        for (Append append : batch) {
            ids.add(append.commandId());
            for (NewEvent event : append.events()) ids.add(event.id());
        }
        return ids;
    }

    /** The streams whose versions must be known before the batch can be judged. */
    static Set<String> streams(List<Append> batch) {
        Set<String> streams = new HashSet<>();
        for (Append append : batch) {
            for (NewEvent event : append.events()) streams.add(event.stream());
            streams.addAll(append.expected().keySet());
        }
        return streams;
    }

    /** The silences that must be looked into before the batch can be judged; most batches have none. */
    static Set<Quiet> quiets(List<Append> batch) {
        Set<Quiet> quiets = new HashSet<>();
        for (Append append : batch) if (append.quiet() != null) quiets.add(append.quiet());
        return quiets;
    }

    /**
     * What the log holds of a batch.
     *
     * @param known those events whose ids are among {@link #ids}
     * @param receipts the same of receipts
     * @param heads versions of those of {@link #streams} that have events
     * @param broken those of {@link #quiets} behind which something came
     * @param position the newest of the log, 0 when it is empty
     * @param hash of that event, {@link HashChain#genesis} when the log is empty
     */
    record Found(
            Map<String, RecordedEvent> known,
            Map<String, RecordedReceipt> receipts,
            Map<String, Long> heads,
            Set<Quiet> broken,
            long position,
            byte[] hash) {}

    Judged judge(List<Append> batch, Found found, Instant now) {
        Sitting sitting = new Sitting(found, Times.ofMicros(Times.toMicros(now)));
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Append append : batch) outcomes.add(sitting.judge(append));
        return new Judged(outcomes, sitting.inserts, sitting.receipts, sitting.moved);
    }

    /**
     * @param outcomes one for each append, in their order; true only once all inserts are committed
     * @param inserts the new events, in the order of their positions
     * @param receipts the new receipts
     * @param heads versions of the streams that the inserts move
     */
    record Judged(
            List<Outcome> outcomes,
            List<RecordedEvent> inserts,
            List<RecordedReceipt> receipts,
            Map<String, Long> heads) {
        /** Whether there is nothing to commit. */
        boolean isEmpty() {
            return inserts.isEmpty() && receipts.isEmpty();
        }
    }

    /** Exactly one of both is present. */
    record Outcome(@Nullable Appended appended, @Nullable RuntimeException refusal) {}

    private final class Sitting {
        private final Found found;
        private final Instant now;
        private final Map<String, RecordedEvent> written = new HashMap<>();
        private final Map<String, RecordedReceipt> given = new HashMap<>();
        private final Map<String, Long> moved = new HashMap<>();
        private final List<RecordedEvent> inserts = new ArrayList<>();
        private final List<RecordedReceipt> receipts = new ArrayList<>();
        private long position;
        private byte[] hash;

        Sitting(Found found, Instant now) {
            this.found = found;
            this.position = found.position();
            this.hash = found.hash();
            this.now = now;
        }

        Outcome judge(Append append) {
            RecordedEvent first = eventOf(append.commandId());
            if (first != null) return repeated(append, first.commandDigest(), eventsOf(append, first));
            RecordedReceipt receipt = receiptOf(append.commandId());
            if (receipt != null) return repeated(append, receipt.commandDigest(), Appended.of(receipt, true));
            RuntimeException refusal = refusal(append);
            return refusal != null ? new Outcome(null, refusal) : new Outcome(write(append), null);
        }

        private static Outcome repeated(Append append, byte[] digest, Appended first) {
            if (Arrays.equals(digest, append.commandDigest())) return new Outcome(first, null);
            return new Outcome(
                    null,
                    new IdempotencyConflict("the id " + append.commandId()
                            + " was used before for something else; use a fresh id for a new wish"));
        }

        private Appended eventsOf(Append append, RecordedEvent first) {
            if (append.events().isEmpty()) return new Appended(List.of(first), true);
            List<RecordedEvent> events = new ArrayList<>();
            for (NewEvent event : append.events()) {
                RecordedEvent recorded = eventOf(event.id());
                if (recorded != null) events.add(recorded);
            }
            return new Appended(events, true);
        }

        private @Nullable RuntimeException refusal(Append append) {
            Set<String> own = new HashSet<>();
            for (NewEvent event : append.events()) {
                boolean taken = eventOf(event.id()) != null || receiptOf(event.id()) != null;
                if (taken || !own.add(event.id())) {
                    return new IdempotencyConflict(
                            "the event id " + event.id() + " is taken, but not by this command; use fresh ids");
                }
            }
            for (Map.Entry<String, ExpectedVersion> entry : append.expected().entrySet()) {
                long current = versionOf(entry.getKey());
                if (!entry.getValue().allows(current)) {
                    return new VersionConflict(entry.getKey(), entry.getValue(), current);
                }
            }
            Quiet quiet = append.quiet();
            return quiet != null && isBroken(quiet) ? new Disturbed(quiet) : null;
        }

        private boolean isBroken(Quiet quiet) {
            return quiet.isPast(position)
                    || found.broken().contains(quiet)
                    || inserts.stream().anyMatch(quiet.filter()::matches);
        }

        private Appended write(Append append) {
            RecordedReceipt receipt = append.receipt();
            if (receipt != null) {
                given.put(receipt.commandId(), receipt);
                receipts.add(receipt);
                return Appended.of(receipt, false);
            }
            List<RecordedEvent> events = new ArrayList<>(append.events().size());
            for (NewEvent event : append.events()) {
                long version = versionOf(event.stream()) + 1;
                RecordedEvent recorded = chain.link(hash, ++position, version, event, now, append.commandDigest());
                hash = recorded.hash();
                moved.put(event.stream(), version);
                written.put(event.id(), recorded);
                events.add(recorded);
            }
            inserts.addAll(events);
            return new Appended(events, false);
        }

        private @Nullable RecordedEvent eventOf(String id) {
            RecordedEvent fresh = written.get(id);
            return fresh != null ? fresh : found.known().get(id);
        }

        private @Nullable RecordedReceipt receiptOf(String id) {
            RecordedReceipt fresh = given.get(id);
            return fresh != null ? fresh : found.receipts().get(id);
        }

        private long versionOf(String stream) {
            Long fresh = moved.get(stream);
            return fresh != null ? fresh : found.heads().getOrDefault(stream, 0L);
        }
    }
}
