package dev.signalbox.hub.schedule;

import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.FoldedRows.Due;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a folded table.
 *
 * @param command ends one thing; its target is the thing's key
 */
public record FoldedDeadlines(FoldedRows<?> rows, String command) implements Deadlines.Source {
    @Override
    public String projection() {
        return rows.table().name();
    }

    @Override
    public String category() {
        return rows.category();
    }

    @Override
    public EventFilter events() {
        return rows.table().deadlineEvents();
    }

    @Override
    public @Nullable Instant deadlineOf(RecordedEvent event) {
        return rows.table().deadlineBy(event);
    }

    @Override
    public Future<List<Due>> soonest(int limit) {
        return rows.soonest(limit);
    }
}
