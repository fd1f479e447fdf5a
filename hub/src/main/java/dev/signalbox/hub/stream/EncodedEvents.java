package dev.signalbox.hub.stream;

import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.RecordedEvent;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The wire forms of the events that a tail has at hand: whoever asks first makes one, and ten thousand subscribers
 * share it. Two that race may both make it, which does no harm. What the tail drops goes from here too. Any thread; a
 * form that is known costs a look.
 */
final class EncodedEvents {
    /** A power of two above the number of events of a tail, so that no two of them share a slot. */
    private static final int SLOTS = Integer.highestOneBit(LogTail.EVENTS_MAX) << 1;

    private final Encoding encoding;
    /** Made for the first who asks: most spaces have nobody who listens. */
    private volatile @Nullable AtomicReferenceArray<EncodedEvent> slots;

    private volatile long dropped;

    EncodedEvents(Encoding encoding, LogTail tail) {
        this.encoding = encoding;
        this.dropped = tail.head().position();
        tail.onDrop(this::drop);
    }

    /** The form of this very event: one that was read again may have been erased meanwhile. */
    @SuppressWarnings("ReferenceEquality")
    EncodedEvent of(RecordedEvent event) {
        AtomicReferenceArray<EncodedEvent> all = slots();
        EncodedEvent known = all.get(slot(event.position()));
        if (known != null && known.event() == event) return known;
        EncodedEvent made = encoding.apply(event);
        if (event.position() > dropped) all.set(slot(event.position()), made);
        return made;
    }

    private AtomicReferenceArray<EncodedEvent> slots() {
        AtomicReferenceArray<EncodedEvent> there = slots;
        return there == null ? made() : there;
    }

    private synchronized AtomicReferenceArray<EncodedEvent> made() {
        AtomicReferenceArray<EncodedEvent> there = slots;
        if (there == null) slots = there = new AtomicReferenceArray<>(SLOTS);
        return there;
    }

    private void drop(long position) {
        AtomicReferenceArray<EncodedEvent> there = slots;
        for (long each = Math.max(dropped, position - SLOTS) + 1; there != null && each <= position; each++)
            there.set(slot(each), null);
        dropped = position;
    }

    private static int slot(long position) {
        return (int) position & (SLOTS - 1);
    }
}
