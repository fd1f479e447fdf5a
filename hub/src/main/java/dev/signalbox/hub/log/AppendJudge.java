package dev.signalbox.hub.log;

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
 * Judges the appends of one commit, each alone but in order: a later one sees what the earlier ones did. Pure: knows no store. The
 * same for every engine, so that the rules of {@link EventLog#append} stand in one place. One instance belongs to one thread.
 */
final class AppendJudge {
    private final HashChain chain = new HashChain();

    /** The ids that must be looked up before the batch can be judged. */
    static Set<String> ids(List<Append> batch) {
        Set<String> ids = new HashSet<>();
        for (Append append : batch) {
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

    /**
     * @param known those events of the log whose ids are among {@link #ids}
     * @param heads versions of those of {@link #streams} that have events
     * @param position the newest of the log, 0 when it is empty
     * @param hash of that event, {@link HashChain#genesis} when the log is empty
     */
    Judged judge(
            List<Append> batch,
            Map<String, RecordedEvent> known,
            Map<String, Long> heads,
            long position,
            byte[] hash,
            Instant now) {
        Sitting sitting = new Sitting(known, heads, position, hash, Times.ofMicros(Times.toMicros(now)));
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Append append : batch) outcomes.add(sitting.judge(append));
        return new Judged(outcomes, sitting.inserts, sitting.moved);
    }

    /**
     * @param outcomes one for each append, in their order; true only once {@code inserts} are committed
     * @param inserts the new rows, in the order of their positions
     * @param heads versions of the streams that the inserts move
     */
    record Judged(List<Outcome> outcomes, List<RecordedEvent> inserts, Map<String, Long> heads) {}

    /** Exactly one of both is present. */
    record Outcome(@Nullable Appended appended, @Nullable RuntimeException refusal) {}

    private final class Sitting {
        private final Map<String, RecordedEvent> known;
        private final Map<String, Long> heads;
        private final Instant now;
        private final Map<String, RecordedEvent> written = new HashMap<>();
        private final Map<String, Long> moved = new HashMap<>();
        private final List<RecordedEvent> inserts = new ArrayList<>();
        private long position;
        private byte[] hash;

        Sitting(Map<String, RecordedEvent> known, Map<String, Long> heads, long position, byte[] hash, Instant now) {
            this.known = known;
            this.heads = heads;
            this.position = position;
            this.hash = hash;
            this.now = now;
        }

        Outcome judge(Append append) {
            RecordedEvent first = eventOf(append.commandId());
            if (first != null) return repeated(append, first);
            RuntimeException refusal = refusal(append);
            return refusal != null ? new Outcome(null, refusal) : new Outcome(write(append), null);
        }

        private Outcome repeated(Append append, RecordedEvent first) {
            if (!Arrays.equals(first.commandDigest(), append.commandDigest())) {
                return new Outcome(
                        null,
                        new IdempotencyConflict("the id " + append.commandId()
                                + " was used before for something else; use a fresh id for a new wish"));
            }
            List<RecordedEvent> events = new ArrayList<>();
            for (NewEvent event : append.events()) {
                RecordedEvent recorded = eventOf(event.id());
                if (recorded != null) events.add(recorded);
            }
            return new Outcome(new Appended(events, true), null);
        }

        private @Nullable RuntimeException refusal(Append append) {
            Set<String> own = new HashSet<>();
            for (NewEvent event : append.events()) {
                if (eventOf(event.id()) != null || !own.add(event.id())) {
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
            return null;
        }

        private Appended write(Append append) {
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
            return fresh != null ? fresh : known.get(id);
        }

        private long versionOf(String stream) {
            Long fresh = moved.get(stream);
            return fresh != null ? fresh : heads.getOrDefault(stream, 0L);
        }
    }
}
