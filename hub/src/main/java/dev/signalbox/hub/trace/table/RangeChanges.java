package dev.signalbox.hub.trace.table;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.mapping.Mapped;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.hub.trace.model.TraceStream;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a range of events makes: each thing that it says something about is read once, merged, and written
 * once if that changed it.
 */
final class RangeChanges {
    private static final int EXCERPT_CHARS_MAX = 2_000;
    private static final String INSERT_PROBLEM =
            "INSERT INTO {trace_problems} (position, number, at, trace_id, observation_id, detail, excerpt)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7)";

    private final Map<Subject.Key, Subject> things = new LinkedHashMap<>();
    private final Map<String, Subject> traces = new LinkedHashMap<>();
    private final List<@Nullable Object[]> problems = new ArrayList<>();
    /** How many problems each event has: their numbers are the event's own, whatever range it is folded in. */
    private final Map<Long, Long> numbers = new HashMap<>();

    /** What an event says. Every trace that it names will have a row, also when nobody says more of it. */
    void add(RecordedEvent event, List<Contribution> contributions) {
        for (Contribution said : contributions) {
            if (!said.traceId().isEmpty()) {
                Subject trace = traces.computeIfAbsent(
                        said.traceId(), id -> new Subject(new Subject.Key(Kind.TRACE, id, id), event));
                trace.named(event);
                if (said.kind() == Kind.TRACE) trace.add(said);
            }
            if (said.kind() == Kind.TRACE) continue;
            String within = said.kind() == Kind.OBSERVATION ? said.traceId() : "";
            Subject.Key key = new Subject.Key(said.kind(), within, said.id());
            things.computeIfAbsent(key, fresh -> new Subject(fresh, event)).add(said);
        }
    }

    /**
     * An event of a trace could not be folded. Only where the stream says the trace's id itself; a digest of it says
     * nobody whose it is.
     */
    void lacks(RecordedEvent event) {
        String id = event.subjectId();
        if (TraceStream.isDigest(id)) return;
        traces.put(id, new Subject(new Subject.Key(Kind.TRACE, id, id), event));
        problem(
                event,
                id,
                null,
                "an event of this trace could not be read, so it is incomplete; signalbox projections problems says"
                        + " which",
                null);
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
            numbers.merge(event.position(), 1L, Long::sum) - 1,
            Columns.time(event.recordedAt()),
            traceId == null || traceId.isEmpty() ? null : traceId,
            observationId,
            cut(detail),
            excerpt == null ? null : cut(excerpt)
        });
    }

    private static String cut(String text) {
        return StorableText.cut(StorableText.of(text), EXCERPT_CHARS_MAX);
    }

    /** Reads, merges and writes all of it; then what traces are by all of their observations: rings, names, sums. */
    Future<?> write(RowWriter rows) {
        List<Future<?>> writes = new ArrayList<>();
        Set<String> toSum = new LinkedHashSet<>();
        for (@Nullable Object[] problem : problems) writes.add(rows.update(INSERT_PROBLEM, problem));
        for (Subject thing : things.values()) {
            if (thing.key().kind() == Kind.OBSERVATION) toSum.add(thing.key().traceId());
            writes.add(rows.write(thing));
        }
        for (Subject trace : traces.values()) writes.add(rows.write(trace));
        return Future.all(writes)
                .compose(written -> settleRings(toSum, rows))
                .compose(settled -> nameSilent(rows))
                .compose(named -> rows.sum(toSum));
    }

    private Future<?> settleRings(Set<String> traceIds, RowWriter rows) {
        Map<String, Map<String, String>> named = new LinkedHashMap<>();
        for (Subject thing : things.values()) {
            String parent = thing.key().kind() == Kind.OBSERVATION ? thing.text(Fields.PARENT) : null;
            if (parent != null)
                named.computeIfAbsent(thing.key().traceId(), trace -> new LinkedHashMap<>())
                        .put(thing.key().id(), parent);
        }
        return Future.all(traceIds.stream()
                .map(id -> Rings.settle(id, named.getOrDefault(id, Map.of()), rows))
                .toList());
    }

    private Future<?> nameSilent(RowWriter rows) {
        return Future.all(traces.values().stream()
                .filter(Subject::isSilent)
                .map(trace -> rows.standIn(trace))
                .toList());
    }
}
