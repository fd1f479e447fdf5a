package dev.signalbox.hub.table;

import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.resource.TableRow;
import org.jspecify.annotations.Nullable;

/** A row that becomes what it was, event by event. One reader, one instance. */
abstract class RowReplay {
    /** Goes one event on. */
    abstract void add(RecordedEvent event);

    /** The row after the newest event; null when there is none, not yet or not any more. */
    abstract @Nullable TableRow row();

    /** How a state is shown. */
    @FunctionalInterface
    interface Shown<S> {
        @Nullable
        TableRow row(S state, RecordedEvent first, RecordedEvent newest);
    }

    static <S> RowReplay of(Fold<S, ?> fold, Shown<S> shown) {
        return new RowReplay() {
            private S state = fold.empty();
            private @Nullable RecordedEvent first;
            private @Nullable RecordedEvent newest;

            @Override
            void add(RecordedEvent event) {
                state = fold.after(state, event);
                newest = event;
                if (first == null) first = event;
            }

            @Override
            @Nullable
            TableRow row() {
                return first == null || newest == null ? null : shown.row(state, first, newest);
            }
        };
    }
}
