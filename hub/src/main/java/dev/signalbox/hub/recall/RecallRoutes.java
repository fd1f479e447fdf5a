package dev.signalbox.hub.recall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.projection.PageEnd;
import dev.signalbox.hub.recall.FoundLog.Found;
import dev.signalbox.hub.search.Search;
import dev.signalbox.hub.search.Sought;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.resource.Recalled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/recall}. Whoever has a key may ask, and finds what the role may read at the other doors: the families
 * of events that it may not read are no part of the question.
 */
final class RecallRoutes implements Routes {
    private static final String ORDER = "recall";
    private static final List<String> KINDS = List.of("question", "notification", "item", "row", "trace");
    /** The texts of a page, and an event of a trace, which are read one behind the other. */
    private static final Need NEED = Need.ofText(
            (long) Limits.RECALL_LIST_MAX * Limits.RECALL_TEXT_CHARS_MAX + 4L * Limits.TRACE_DATA_BYTES_MAX);

    private final MatrixInForce matrix;
    private final FoundLog main;
    private final FoundLog traces;
    private final Vertx vertx;

    RecallRoutes(MatrixInForce matrix, FoundLog main, FoundLog traces, Vertx vertx) {
        this.matrix = matrix;
        this.main = main;
        this.traces = traces;
        this.vertx = vertx;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(
                HttpMethod.GET,
                "/v1/recall",
                List.of("q", "kind", "table", "asOf", "changedSince", "limit", "cursor"),
                NEED,
                this::recall);
    }

    /** A log that is looked through, with what of it. */
    private record Part(FoundLog log, Set<String> families, long reached) {}

    private Future<Answer> recall(Request request) {
        Sought sought = sought(request.query());
        Set<String> readable = readable(request);
        PageEnd end = PageEnd.of(request.query().text("cursor"), ORDER);
        return parts(request, readable)
                .compose(parts -> page(request.query(), sought, parts, end))
                .recover(RecallRoutes::objected)
                .compose(page ->
                        readable(request).equals(readable) ? Future.succeededFuture(Answer.ok(page)) : recall(request));
    }

    private static Future<Recalled> objected(Throwable failure) {
        return Future.failedFuture(
                failure instanceof Search.TooBroad broad
                        ? Query.invalid("q", String.valueOf(broad.getMessage()))
                        : failure);
    }

    private static Sought sought(Query query) {
        String text = query.text("q");
        if (text == null) throw Query.invalid("q", "is missing: the words to look for");
        try {
            return Sought.of(text);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("q", String.valueOf(e.getMessage()));
        }
    }

    /** The families that are looked at: those that the role may read, of the table and the kind that are asked for. */
    private Set<String> readable(Request request) {
        OwnershipMatrix now = matrix.matrix();
        String role = request.principal().role();
        Set<String> families = now.readableFamilies(role);
        String table = request.query().text("table");
        if (table == null) return families;
        Problem objection = now.objectionToReading(role, table);
        if (objection != null) throw new Refused(objection);
        families.retainAll(now.familiesOf(table));
        return families;
    }

    /** What is on the main log is waited for; what comes for traces is found a little later. */
    private Future<List<Part>> parts(Request request, Set<String> readable) {
        String kind = request.query().text("kind");
        if (kind != null && !KINDS.contains(kind)) throw Query.invalid("kind", "must be one of " + KINDS);
        List<Future<Part>> parts = new ArrayList<>();
        for (FoundLog log : List.of(main, traces)) {
            Set<String> families = kind == null ? log.saying(readable) : log.ofKind(kind, readable);
            if (families.isEmpty() || !log.isKept()) continue;
            Future<Long> reached = log == main ? log.caughtUp(request.atLeast()) : log.reached();
            parts.add(reached.map(position -> new Part(log, families, position)));
        }
        return Future.all(parts).map(all -> all.list());
    }

    private Future<Recalled> page(Query query, Sought sought, List<Part> parts, @Nullable PageEnd end) {
        Integer given = query.integer("limit", 1, Limits.RECALL_LIST_MAX);
        int limit = given == null ? Limits.RECALL_LIST_DEFAULT : given;
        Moment moment = new Moment(main);
        Future<Moment.Point> asOf = moment.of("asOf", query.text("asOf"));
        Future<Moment.Point> since = moment.of("changedSince", query.text("changedSince"));
        return Future.all(asOf, since).compose(known -> {
            List<Future<List<Found>>> found = new ArrayList<>();
            for (Part part : parts) {
                found.add(Future.all(
                                asOf.result().on(part.log(), Long.MAX_VALUE),
                                since.result().on(part.log(), 0))
                        .compose(at -> part.log()
                                .newest(
                                        new Search.Question(
                                                sought,
                                                part.families(),
                                                before(end, part),
                                                at.<Long>resultAt(1),
                                                at.<Long>resultAt(0)),
                                        limit + 1)));
            }
            return Future.all(found).compose(all -> told(merged(all.list(), limit + 1), limit, sought, parts, end));
        });
    }

    private static long before(@Nullable PageEnd end, Part part) {
        long behindAll = part.reached() + 1;
        if (end == null) return behindAll;
        return Math.min(behindAll, end.value().path(part.log().name()).asLong(behindAll));
    }

    /** The newest of both logs, each of which is in its own order. */
    private static List<Found> merged(List<List<Found>> logs, int most) {
        List<List<Found>> left = new ArrayList<>();
        for (List<Found> each : logs) left.add(new ArrayList<>(each));
        List<Found> merged = new ArrayList<>();
        while (merged.size() < most) {
            List<Found> newest = null;
            for (List<Found> each : left) {
                if (each.isEmpty()) continue;
                if (newest == null || each.get(0).at().isAfter(newest.get(0).at())) newest = each;
            }
            if (newest == null) break;
            merged.add(newest.remove(0));
        }
        return merged;
    }

    private Future<Recalled> told(
            List<Found> found, int limit, Sought sought, List<Part> parts, @Nullable PageEnd end) {
        boolean more = found.size() > limit;
        List<Found> shown = more ? found.subList(0, limit) : found;
        Map<String, Long> positions = new LinkedHashMap<>();
        for (Part part : parts) positions.put(part.log().name(), part.reached());
        return FoundLog.told(shown, sought, vertx)
                .map(hits -> new Recalled(hits, more ? cursor(shown, end) : null, positions));
    }

    private static String cursor(List<Found> shown, @Nullable PageEnd end) {
        JsonNode before = end == null ? Json.object() : end.value();
        ObjectNode value = before.isObject() ? before.deepCopy() : Json.object();
        for (Found each : shown) value.put(each.of().name(), each.hit().position());
        return new PageEnd(value, "").cursor(ORDER);
    }
}
