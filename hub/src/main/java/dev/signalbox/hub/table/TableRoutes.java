package dev.signalbox.hub.table;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.http.route.StreamedAnswer;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.SnapshotStart;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Reading under {@code /v1/tables}: the tables themselves, their rows now and then, their history, their snapshots. */
public final class TableRoutes implements Routes {
    private static final Need ROWS = Need.LIST.and((long) RowList.PIECE_ROWS * Limits.EVENT_DATA_BYTES_MAX);
    /** A change shows a field as it was and as it is. */
    private static final Need CHANGES = Need.listOf(2 * Limits.EVENT_DATA_BYTES_MAX);
    /** It is sent piece by piece, and {@link Limits#SNAPSHOTS_MAX} bounds how many are. */
    private static final Need SNAPSHOT = Need.ofText((long) Snapshot.PIECE_ROWS * Limits.EVENT_DATA_BYTES_MAX);

    private final TableSources tables;
    private final Projections projections;
    private final LogTail tail;
    private final RowsAsOf past;
    private final Vertx vertx;
    private final AtomicInteger snapshots = new AtomicInteger();

    public TableRoutes(TableSources tables, Projections projections, EventLog log, LogTail tail, Vertx vertx) {
        this.tables = tables;
        this.projections = projections;
        this.tail = tail;
        this.past = new RowsAsOf(log, tail);
        this.vertx = vertx;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.GET, "/v1/tables", List.of(), Need.ONE, this::tables);
        doors.anyKey(HttpMethod.GET, "/v1/tables/{table}/rows", RowQuery.PARAMETERS, ROWS, readable(this::rows));
        doors.anyKey(HttpMethod.GET, "/v1/tables/{table}/rows/{key}", List.of("asOf"), Need.ONE, readable(this::row));
        doors.anyKey(
                HttpMethod.GET,
                "/v1/tables/{table}/rows/{key}/history",
                List.of("limit", "cursor"),
                CHANGES,
                readable(this::history));
        doors.anyKey(HttpMethod.GET, "/v1/tables/{table}/snapshot", List.of(), SNAPSHOT, this::snapshot);
    }

    private Future<Answer> tables(Request request) {
        String role = request.principal().role();
        List<Map.Entry<TableDeclaration, TableSource<?>>> readable =
                List.copyOf(tables.allReadableBy(role).entrySet());
        return projections
                .caughtUp(RowTable.ROWS.name(), request.atLeast())
                .compose(ready -> tables.declaredRows())
                .compose(declared -> FewAtOnce.inOrder(readable, entry -> count(entry, declared, request)
                        .map(count -> shown(entry.getKey(), entry.getValue(), role, count))))
                .map(shown -> Answer.ok(new Page<>(shown, null)));
    }

    private Future<Long> count(
            Map.Entry<TableDeclaration, TableSource<?>> table, Map<String, Long> declared, Request request) {
        if (table.getKey().holdsRows())
            return Future.succeededFuture(declared.getOrDefault(table.getKey().name(), 0L));
        return caughtUp(table.getValue(), request)
                .compose(ready -> table.getValue().rows().count());
    }

    private SharedTable shown(TableDeclaration table, TableSource<?> source, String role, long rows) {
        JsonNode properties = table.schema().path("properties");
        ObjectNode fields = Json.object();
        for (String field : source.fields()) {
            fields.set(field, properties.path(field).isObject() ? properties.get(field) : Json.object());
        }
        List<String> required = new ArrayList<>();
        table.schema().path("required").forEach(field -> required.add(field.asText()));
        return new SharedTable(
                table.name(),
                table.key(),
                table.change().word(),
                tables.mayWrite(role, table),
                fields,
                required,
                table.retention() == null ? null : table.retention().toString(),
                rows,
                tables.eventsOf(table),
                table.why());
    }

    private Future<Answer> rows(Request request) {
        TableSource<?> table = tableOf(request);
        RowQuery query = RowQuery.of(request.query(), table);
        return caughtUp(table, request)
                .compose(ready -> scan(table, query.asOf()))
                .compose(scan -> new RowList(scan, query).page())
                .map(Answer::ok);
    }

    private Future<RowScan> scan(TableSource<?> table, @Nullable String asOf) {
        return asOf == null
                ? Future.succeededFuture(RowScan.now(table, past))
                : past.position(asOf).map(position -> RowScan.at(position, table, past));
    }

    private Future<Answer> row(Request request) {
        TableSource<?> table = tableOf(request);
        String key = request.path("key");
        String asOf = request.query().text("asOf");
        Future<Optional<TableRow>> found = caughtUp(table, request)
                .compose(ready -> asOf == null
                        ? table.row(key)
                        : past.position(asOf).compose(position -> past.row(table, key, position)));
        return found.map(row -> row.map(present -> Answer.ok(present).version(present.version()))
                .orElseThrow(() -> missing(table, key, asOf == null ? "is" : "was, as of " + asOf + ",")));
    }

    /** Newest first. A page keeps no more than its own changes, however long the history is. */
    private Future<Answer> history(Request request) {
        TableSource<?> table = tableOf(request);
        String key = request.path("key");
        int limit = request.query().limit();
        Integer cursor = request.query().integer("cursor", 2, 999_999_999);
        long before = cursor == null ? Long.MAX_VALUE : cursor;
        Deque<Change> newest = new ArrayDeque<>();
        return past.walk(table, key, (event, was, is) -> {
                    if (event.version() >= before) return false;
                    newest.addFirst(new Change(event.version(), Json.writeText(RowsAsOf.changeOf(event, was, is))));
                    if (newest.size() > limit + 1) newest.removeLast();
                    return true;
                })
                .map(walked -> {
                    if (newest.isEmpty()) throw missing(table, key, "ever was");
                    boolean more = newest.size() > limit;
                    if (more) newest.removeLast();
                    String next = more ? Long.toString(newest.getLast().version()) : null;
                    return Answer.ok(new Page<>(List.copyOf(newest), next));
                });
    }

    /** A change of a page of history, as the text that the answer has. */
    private record Change(
            long version, @JsonValue @JsonRawValue String json) {}

    private Future<Answer> snapshot(Request request) {
        TableSource<?> table = tableOf(request);
        if (request.isHead()) return Future.succeededFuture(Answer.headOf(Snapshot.CONTENT_TYPE));
        if (snapshots.incrementAndGet() > Limits.SNAPSHOTS_MAX) {
            snapshots.decrementAndGet();
            return Future.failedFuture(
                    new Refused(ProblemCode.OVERLOADED, "too many snapshots are sent at once; repeat it"));
        }
        Head head = tail.head();
        return caughtUp(table, request)
                .recover(lagging -> {
                    snapshots.decrementAndGet();
                    return Future.failedFuture(lagging);
                })
                .map(ready -> {
                    RowScan scan = RowScan.at(head.position(), table, past);
                    SnapshotStart start = new SnapshotStart(
                            table.name(), head.position(), head.cursor().toString());
                    StreamedAnswer answer = new StreamedAnswer(
                            request, "the snapshot of " + table.name(), () -> mayStillRead(request), vertx);
                    new Snapshot(answer, scan).send(start).onComplete(sent -> snapshots.decrementAndGet());
                    return Answer.streaming();
                });
    }

    private TableSource<?> tableOf(Request request) {
        return tables.readableBy(request.principal().role(), request.path("table"));
    }

    /** The right to the table is asked again when the answer is made, for what is in it may be newer. */
    private Route.Handler readable(Route.Handler handler) {
        return request -> handler.answer(request).map(answer -> {
            tableOf(request);
            return answer;
        });
    }

    private boolean mayStillRead(Request request) {
        return request.admission().holds() && tables.mayRead(request.principal().role(), request.path("table"));
    }

    private Future<Void> caughtUp(TableSource<?> table, Request request) {
        return projections.caughtUp(table.projection(), request.atLeast());
    }

    private static Refused missing(TableSource<?> table, String key, String was) {
        return new Refused(
                ProblemCode.NOT_FOUND,
                "there " + was + " no row " + key + " in " + table.name() + "; GET /v1/tables/" + table.name()
                        + "/rows lists what there is");
    }
}
