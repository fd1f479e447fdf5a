package dev.signalbox.hub.table;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.resource.TableRow;
import org.jspecify.annotations.Nullable;

/** A row that becomes what it was, event by event. One reader, one instance. */
interface RowReplay {
    /** Goes one event on. */
    void add(RecordedEvent event);

    /** The row after the newest event; null when there is none, not yet or not any more. */
    @Nullable
    TableRow row();
}
