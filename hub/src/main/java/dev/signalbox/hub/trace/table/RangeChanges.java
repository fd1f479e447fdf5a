package dev.signalbox.hub.trace.table;

import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.trace.mapping.Mapped;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.hub.trace.price.PriceTable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that one range of events says something about: each thing is read once, merged, and written once if that changed it. */
final class RangeChanges {
    private static final int EXCERPT_CHARS_MAX = 2_000;

    private final Map<Key, Thing> things = new LinkedHashMap<>();
    private final Map<String, Thing> traces = new LinkedHashMap<>();
    private final List<Object[]> problems = new ArrayList<>();

    /** Observations have their id from their trace; scores and traces have one of their own. */
    private record Key(Kind kind, String traceId, String id) {}

    /** A thing and what was said of it, in the order of arrival. */
    private static final class Thing {
        final Key key;
        final RecordedEvent first;
        final List<Contribution> said = new ArrayList<>();
        RecordedEvent last;

        Thing(Key key, RecordedEvent first) {
            this.key = key;
            this.first = first;
            this.last = first;
        }
    }

    /** What an event says. Every trace that it names will have a row, also when nobody says more of it. */
    void add(RecordedEvent event, List<Contribution> contributions) {
        for (Contribution said : contributions) {
            if (!said.traceId().isEmpty()) {
                Thing trace =
                        traces.computeIfAbsent(said.traceId(), id -> new Thing(new Key(Kind.TRACE, id, id), event));
                trace.last = event;
                if (said.kind() == Kind.TRACE) trace.said.add(said);
            }
            if (said.kind() == Kind.TRACE) continue;
            String within = said.kind() == Kind.OBSERVATION ? said.traceId() : "";
            Thing thing = things.computeIfAbsent(new Key(said.kind(), within, said.id()), key -> new Thing(key, event));
            thing.said.add(said);
        }
    }

    void problem(RecordedEvent event, Mapped mapped, String detail) {
        Contribution about =
                mapped.contributions().isEmpty() ? null : mapped.contributions().get(0);
        problem(
                event,
                about == null ? null : about.traceId(),
                about != null && about.kind() == Kind.OBSERVATION ? about.id() : null,
                detail,
                null);
    }

    void problem(RecordedEvent event, String reason, String excerpt) {
        problem(event, null, null, reason, excerpt);
    }

    private void problem(
            RecordedEvent event,
            @Nullable String traceId,
            @Nullable String observationId,
            String detail,
            @Nullable String excerpt) {
        problems.add(new Object[] {
            event.position(),
            (long) problems.size(),
            Columns.time(event.recordedAt()),
            traceId == null || traceId.isEmpty() ? null : traceId,
            observationId,
            cut(detail),
            excerpt == null ? null : cut(excerpt)
        });
    }

    private static String cut(String text) {
        String clean = text.replace('\0', '\uFFFD');
        return clean.length() <= EXCERPT_CHARS_MAX ? clean : clean.substring(0, EXCERPT_CHARS_MAX);
    }

    /** Reads, merges and writes all of it. */
    Future<?> write(Tables tables, Transaction transaction, PriceTable prices) {
        if (traces.isEmpty() && things.isEmpty() && problems.isEmpty()) return Future.succeededFuture();
        Rows rows = new Rows(tables, transaction, prices);
        List<Future<?>> writes = new ArrayList<>();
        for (Object[] problem : problems) writes.add(ProblemRow.insert(problem, tables, transaction));
        Set<String> toSum = new LinkedHashSet<>();
        for (Thing thing : things.values()) {
            if (thing.key.kind() == Kind.OBSERVATION) toSum.add(thing.key.traceId());
            writes.add(rows.write(thing));
        }
        for (Thing trace : traces.values()) writes.add(rows.writeTrace(trace));
        return Future.all(writes).compose(written -> rows.sum(toSum));
    }

    /** The rows of one transaction. */
    private record Rows(Tables tables, Transaction transaction, PriceTable prices) {
        Future<Integer> write(Thing thing) {
            Key key = thing.key;
            boolean score = key.kind() == Kind.SCORE;
            Future<List<Row>> found = score
                    ? ScoreRow.find(key.id(), tables, transaction)
                    : ObservationRow.find(key.traceId(), key.id(), tables, transaction);
            return found.compose(rows -> {
                Merged merged = rows.isEmpty()
                        ? new Merged()
                        : Merged.restored(rows.get(0).text("state"));
                if (!merge(thing, merged) && !rows.isEmpty()) return Future.succeededFuture(0);
                return score
                        ? ScoreRow.write(key.id(), merged, thing.first, tables, transaction)
                        : ObservationRow.write(
                                key.traceId(), key.id(), merged, thing.first, prices, tables, transaction);
            });
        }

        Future<Integer> writeTrace(Thing trace) {
            String id = trace.key.id();
            return TraceRow.find(id, tables, transaction).compose(rows -> {
                Merged merged = rows.isEmpty()
                        ? new Merged()
                        : Merged.restored(rows.get(0).text("state"));
                boolean changed = merge(trace, merged);
                return changed || rows.isEmpty()
                        ? TraceRow.write(id, merged, trace.first, trace.last, tables, transaction)
                        : TraceRow.touch(id, trace.last, tables, transaction);
            });
        }

        Future<?> sum(Set<String> traceIds) {
            List<Future<?>> sums = new ArrayList<>();
            for (String id : traceIds) sums.add(TraceRow.sum(id, tables, transaction));
            return Future.all(sums);
        }
    }

    private static boolean merge(Thing thing, Merged merged) {
        boolean changed = false;
        for (Contribution said : thing.said) changed |= merged.add(said);
        return changed;
    }
}
