package dev.signalbox.hub.ownership;

import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.RowSchema;
import dev.signalbox.hub.matrix.TableContents;
import dev.signalbox.hub.matrix.TableContents.Breaking;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.matrix.TraceContents;
import dev.signalbox.hub.ownership.Difference.Kind;
import dev.signalbox.wire.EventTypes;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the store for what a change of the matrix is about: rows of tables that are gone or change, keys of
 * roles that lose something, and who wrote those tables of late. Any thread.
 *
 * @param keysOfRole names of the keys with a role that open at this moment
 * @param isOfOperator whether a file may plan what is done with the operator's machine
 */
public record Survey(
        TableContents contents,
        TraceContents traces,
        Function<String, List<String>> keysOfRole,
        EventLog log,
        boolean isOfOperator) {
    /** Rows of one table that are named; when they are mended the rest shows. */
    private static final int NAMED_MAX = 5;
    /** Newest positions of the log that are looked at for who writes a table. */
    private static final int POSITIONS_MAX = 100_000;

    private static final int PAGE_EVENTS = 1_000;
    /** Of one table, these say who still writes it and how. */
    private static final Set<Kind> SENT = Set.of(Kind.TABLE_REMOVED, Kind.KEY, Kind.CHANGE, Kind.FIELDS, Kind.WRITERS);
    /** Of one table, these are about its rows. */
    private static final Set<Kind> HELD =
            Set.of(Kind.TABLE_REMOVED, Kind.KEY, Kind.CHANGE, Kind.FIELDS, Kind.RETENTION);

    /** What is found of all that the change takes something from. */
    Future<Found> of(MatrixChange change) {
        OwnershipMatrix after = change.after();
        List<Difference> less =
                change.differences().stream().filter(Difference::less).toList();
        if (less.isEmpty()) return Future.succeededFuture(Found.NOTHING);
        Map<String, List<String>> keys = new TreeMap<>();
        for (OwnershipMatrix.Role role : change.before().roles()) keys.put(role.name(), keysOfRole.apply(role.name()));
        boolean ofTraces = less.stream().anyMatch(each -> each.kind() == Kind.TRACE_RETENTION);
        Future<Long> over = ofTraces ? traces.over(after.traceRetention()) : Future.succeededFuture(0L);
        Set<String> holders = new HashSet<>();
        keys.values().forEach(holders::addAll);
        return Future.all(tables(less, after, holders), over)
                .map(both -> new Found(both.resultAt(0), keys, over.result()));
    }

    private Future<Map<String, Found.Table>> tables(List<Difference> less, OwnershipMatrix after, Set<String> holders) {
        Set<String> written = about(less, SENT);
        return senders(written, after).compose(senders -> {
            Map<String, Found.Table> tables = new ConcurrentHashMap<>();
            List<Future<?>> looking = new ArrayList<>();
            Set<String> all = new TreeSet<>(written);
            all.addAll(about(less, HELD));
            for (String table : all) {
                Senders sent = senders.getOrDefault(table, new Senders(new HashMap<>()));
                looking.add(table(table, less, after, sent.among(holders)).map(found -> tables.put(table, found)));
            }
            return Future.join(looking).map(tables);
        });
    }

    private Future<Found.Table> table(String table, List<Difference> less, OwnershipMatrix after, Senders sent) {
        boolean held = about(less, HELD).contains(table);
        if (!held) return Future.succeededFuture(new Found.Table(0, 0, 0, Breaking.NONE, sent.all(), sent.oldShape()));
        boolean fits = about(less, Set.of(Kind.FIELDS)).contains(table);
        TableDeclaration declared = after.table(table).orElse(null);
        Duration time = declared == null ? null : declared.retention();
        Future<Long> rows = contents.rows(table);
        Future<Long> gone = contents.gone(table);
        Future<Long> over = time == null ? Future.succeededFuture(0L) : contents.over(table, time);
        Future<Breaking> breaking = fits
                ? contents.breaking(table, after.rowSchema(table), NAMED_MAX)
                : Future.succeededFuture(Breaking.NONE);
        return Future.all(rows, gone, over, breaking)
                .map(all -> new Found.Table(
                        rows.result(), gone.result(), over.result(), breaking.result(), sent.all(), sent.oldShape()));
    }

    private static Set<String> about(List<Difference> differences, Set<Kind> kinds) {
        Set<String> about = new TreeSet<>();
        for (Difference each : differences) if (kinds.contains(each.kind())) about.add(each.about());
        return about;
    }

    /**
     * Who wrote a table of late.
     *
     * @param newest by key: whether what it wrote last would break the new fields
     */
    private record Senders(Map<String, Boolean> newest) {
        Set<String> all() {
            return newest.keySet();
        }

        Set<String> oldShape() {
            Set<String> old = new TreeSet<>();
            newest.forEach((key, breaks) -> {
                if (breaks) old.add(key);
            });
            return old;
        }

        /** Keys that do not open any more send nothing. */
        Senders among(Set<String> holders) {
            Map<String, Boolean> some = new HashMap<>(newest);
            some.keySet().retainAll(holders);
            return new Senders(some);
        }
    }

    private Future<Map<String, Senders>> senders(Set<String> tables, OwnershipMatrix after) {
        Map<String, Senders> found = new HashMap<>();
        if (tables.isEmpty()) return Future.succeededFuture(found);
        EventFilter filter =
                EventFilter.types(tables.stream().map(table -> table + ".*").toList());
        return log.head()
                .compose(head -> walk(Math.max(0, head.position() - POSITIONS_MAX), filter, found, after))
                .map(found);
    }

    private Future<Void> walk(long from, EventFilter filter, Map<String, Senders> found, OwnershipMatrix after) {
        return log.read(from, PAGE_EVENTS, filter).compose(page -> {
            for (RecordedEvent event : page.events()) {
                String table = EventFilter.familyOf(event.type());
                RowSchema schema = after.table(table)
                        .filter(TableDeclaration::holdsRows)
                        .map(declared -> after.rowSchema(table))
                        .orElse(null);
                found.computeIfAbsent(table, name -> new Senders(new HashMap<>()))
                        .newest()
                        .put(event.actor(), schema != null && WrittenRow.breaks(event, schema));
            }
            return page.reachesHead()
                    ? Future.succeededFuture()
                    : walk(page.to().position(), filter, found, after);
        });
    }

    /** What must not come behind a position that was looked up to; null when the change leaves nothing to look for. */
    static @Nullable Quiet quiet(MatrixChange change, long position) {
        Set<String> types = new TreeSet<>();
        for (Set<String> tables : List.of(change.removedTables(), change.reshaped(), change.rescheduled())) {
            for (String table : tables) types.add(table + ".*");
        }
        if (!change.removedRoles().isEmpty()) types.add(EventTypes.KEY_CREATED);
        return types.isEmpty() ? null : new Quiet(EventFilter.types(List.copyOf(types)), position);
    }
}
