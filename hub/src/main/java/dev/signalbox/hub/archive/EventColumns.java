package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Events as bytes: each column of all of them, then the next column, since what is alike compresses best when it stands
 * together. Positions and hashes are left out: the one counts on, the other is computed. One instance belongs to one
 * thread.
 */
final class EventColumns {
    private static final int DIGEST_BYTES = 16;

    private final Pack categories = new Pack();
    private final Pack ids = new Pack();
    private final Pack subjects = new Pack();
    private final Pack versions = new Pack();
    private final Pack types = new Pack();
    private final Pack actors = new Pack();
    private final Pack recorded = new Pack();
    private final Pack ages = new Pack();
    private final Pack correlations = new Pack();
    private final Pack causations = new Pack();
    private final Pack digests = new Pack();
    private final Pack lengths = new Pack();
    private final Pack data = new Pack();
    /** As they stand in a block. */
    private final List<Pack> columns = List.of(
            categories,
            ids,
            subjects,
            versions,
            types,
            actors,
            recorded,
            ages,
            correlations,
            causations,
            digests,
            lengths,
            data);

    private int count;
    private long recordedBefore;

    /** Takes in one more. */
    void add(RecordedEvent event) {
        byte[] stored = event.stored();
        long recordedAt = Times.toMicros(event.recordedAt());
        categories.text(beforeSubject(event.stream()));
        ids.id(event.id());
        // Most streams are called by the id of the event that began them.
        subjects.id(isNamedByItself(event) ? null : event.subjectId());
        versions.number(event.version());
        types.text(event.type());
        actors.text(event.actor());
        recorded.signed(recordedAt - recordedBefore);
        ages.signed(recordedAt - Times.toMicros(event.occurredAt()));
        correlations.id(event.correlationId());
        causations.id(event.causationId());
        digests.raw(event.commandDigest());
        lengths.number(stored.length);
        data.raw(stored);
        recordedBefore = recordedAt;
        count++;
    }

    /** Events that were taken in since they were packed. */
    int count() {
        return count;
    }

    /** Bytes of their data. */
    int dataBytes() {
        return data.length();
    }

    /** Adds their number and their columns, and begins anew. */
    void packInto(Pack pack) {
        pack.number(count);
        for (Pack column : columns) {
            pack.raw(column);
            column.clear();
        }
        count = 0;
        recordedBefore = 0;
    }

    private static boolean isNamedByItself(RecordedEvent event) {
        String stream = event.stream();
        return stream.indexOf('/') + 1 + event.id().length() == stream.length() && stream.endsWith(event.id());
    }

    private static String beforeSubject(String stream) {
        return stream.substring(0, stream.indexOf('/') + 1);
    }

    /**
     * The events behind a position, with the hashes that follow from what was packed. Fails with
     * {@link IllegalArgumentException} for what was not packed so.
     *
     * @param hash of the event at that position
     */
    static List<RecordedEvent> unpack(Unpack pack, int count, long after, byte[] hash, HashChain chain) {
        String[] categories = texts(count, pack::text);
        @Nullable String[] ids = ids(count, pack);
        @Nullable String[] subjects = ids(count, pack);
        long[] versions = numbers(count, pack::number);
        String[] types = texts(count, pack::text);
        String[] actors = texts(count, pack::text);
        long[] recorded = numbers(count, pack::signed);
        long[] ages = numbers(count, pack::signed);
        @Nullable String[] correlations = ids(count, pack);
        @Nullable String[] causations = ids(count, pack);
        byte[][] digests = new byte[count][];
        for (int i = 0; i < count; i++) digests[i] = pack.raw(DIGEST_BYTES);
        long[] lengths = numbers(count, pack::number);
        List<RecordedEvent> events = new ArrayList<>(count);
        byte[] previous = hash;
        long at = 0;
        for (int i = 0; i < count; i++) {
            at += recorded[i];
            String id = ids[i];
            if (id == null) throw new IllegalArgumentException("an event has no id");
            NewEvent event = new NewEvent(
                    categories[i] + (subjects[i] == null ? id : subjects[i]),
                    id,
                    types[i],
                    actors[i],
                    Times.ofMicros(at - ages[i]),
                    correlations[i],
                    causations[i],
                    pack.raw(lengths[i]));
            RecordedEvent linked =
                    chain.link(previous, after + 1 + i, versions[i], event, Times.ofMicros(at), digests[i]);
            previous = linked.hash();
            events.add(linked);
        }
        return events;
    }

    private static String[] texts(int count, Supplier<String> next) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) texts[i] = next.get();
        return texts;
    }

    private static @Nullable String[] ids(int count, Unpack pack) {
        @Nullable String[] ids = new @Nullable String[count];
        for (int i = 0; i < count; i++) ids[i] = pack.id();
        return ids;
    }

    private static long[] numbers(int count, LongSupplier next) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) numbers[i] = next.getAsLong();
        return numbers;
    }
}
