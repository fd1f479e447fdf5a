package dev.signalbox.hub.trace.table;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.hub.trace.model.Stamp;
import dev.signalbox.hub.trace.model.TraceStream;
import dev.signalbox.wire.Times;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subject of contributions: a trace, an observation or a score, and what one range of events says of it, in the
 * order of arrival.
 */
final class Subject {
    private final Key key;
    private final RecordedEvent first;
    private final List<Contribution> said = new ArrayList<>();
    private RecordedEvent last;
    private Merged merged = new Merged();

    /** Observations have their id from their trace; scores and traces have one of their own. */
    record Key(Kind kind, String traceId, String id) {}

    /** @param first event that names it */
    Subject(Key key, RecordedEvent first) {
        this.key = key;
        this.first = first;
        this.last = first;
    }

    Key key() {
        return key;
    }

    void named(RecordedEvent event) {
        last = event;
    }

    void add(Contribution contribution) {
        said.add(contribution);
    }

    /**
     * Takes in what was said before, and then what was said now; whether that changed anything.
     *
     * @param state of its row; null when there is none
     */
    boolean merge(@Nullable String state) {
        if (state != null) merged = Merged.restored(state);
        boolean changed = false;
        for (Contribution contribution : said) changed |= merged.add(contribution);
        return changed || state == null;
    }

    /**
     * Whether nobody said what went into a trace and came out, nor, unless a span did that is no root, what it is
     * called.
     */
    boolean isSilent() {
        Merged.Cell name = merged.cells().get(Fields.NAME);
        boolean named = name != null
                && (name.stamp().phase() == Stamp.FALLBACK
                        || !TraceStream.isSpanEvent(name.stamp().eventId()));
        return !named && merged.value(Fields.INPUT) == null && merged.value(Fields.OUTPUT) == null;
    }

    /** All that was said of it. */
    Merged merged() {
        return merged;
    }

    @Nullable
    String text(String field) {
        return merged.text(field);
    }

    @Nullable
    Long number(String field) {
        return merged.number(field);
    }

    long numberOr(String field, long standard) {
        Long number = merged.number(field);
        return number == null ? standard : number;
    }

    /** 1 for true. */
    long flag(String field) {
        return merged.flag(field) ? 1 : 0;
    }

    String textOr(String field, String standard) {
        String text = merged.text(field);
        return text == null ? standard : text;
    }

    /** Where the event stands that first named it. */
    long position() {
        return first.position();
    }

    /** When that was recorded, microseconds. */
    long firstAt() {
        return Times.toMicros(first.recordedAt());
    }

    /** When the last that named it was. */
    long lastAt() {
        return Times.toMicros(last.recordedAt());
    }
}
