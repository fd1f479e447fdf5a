package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.History.Numbered;
import dev.signalbox.hub.log.RecordedEvent;
import java.util.List;

/**
 * A few of a segment's events or receipts, in order: what is read and held against the chain at a time.
 *
 * @param events none beside receipts
 * @param receipts none beside events
 */
public record Block(List<RecordedEvent> events, List<Numbered> receipts) {
    /** Events or receipts of one block at most. */
    static final int ITEMS_MAX = 1_000;
    /** Data at which a block ends. */
    static final int DATA_BYTES = 1024 * 1024;

    public Block {
        events = List.copyOf(events);
        receipts = List.copyOf(receipts);
    }
}
