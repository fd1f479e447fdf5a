package dev.signalbox.hub.table;

import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.RowChange;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows as they were: what the events of their streams made of them up to a position. */
record RowsAsOf(EventLog log, LogTail tail) {

    /**
     * The position that {@code asOf} means: itself, or the last one that the hub recorded at or before a time. Fails
     * with an InvalidInput for anything else, and for a position that does not exist yet.
     */
    Future<Long> position(String asOf) {
        long head = tail.acknowledged();
        if (asOf.matches("\\d{1,18}")) {
            long position = Long.parseLong(asOf);
            if (position <= head) return Future.succeededFuture(position);
            throw Query.invalid("asOf", "is position " + position + ", but the newest event has " + head);
        }
        return log.lastUntil(timeOf(asOf), 0, head);
    }

    /** The row after the events up to a position; empty when there was none then. */
    Future<Optional<TableRow>> row(TableSource<?> table, String key, long position) {
        TableSource.Replay<?> fold = new TableSource.Replay<>(table, key);
        return log.walkStream(table.stream(key), 0, event -> {
                    if (event.position() > position) return false;
                    fold.add(event);
                    return true;
                })
                .map(read -> Optional.ofNullable(fold.row()));
    }

    /**
     * Walks through the history of a row, with the row before and after each event; until the visitor has seen enough.
     */
    Future<Void> walk(TableSource<?> table, String key, Visitor visitor) {
        TableSource.Replay<?> fold = new TableSource.Replay<>(table, key);
        return log.walkStream(table.stream(key), 0, event -> {
            TableRow before = fold.row();
            fold.add(event);
            return visitor.visit(event, before, fold.row());
        });
    }

    /** Sees one event of a row; false ends the walk. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(RecordedEvent event, @Nullable TableRow before, @Nullable TableRow after);
    }

    /** One event of a row as a diff. */
    static RowChange changeOf(RecordedEvent event, @Nullable TableRow before, @Nullable TableRow after) {
        return new RowChange(
                event.version(),
                event.position(),
                event.type(),
                event.recordedAt(),
                event.actor(),
                Diff.of(before == null ? null : before.row(), after == null ? null : after.row()));
    }

    private static Instant timeOf(String text) {
        try {
            return Times.parse(text);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("asOf", "must be a position or a time such as 2026-11-21T08:36:42Z");
        }
    }
}
