package dev.signalbox.hub.delivery;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.delivery.DeliveryBook.Dead;
import dev.signalbox.hub.delivery.DeliveryBook.KeptTry;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.delivery.Delivery;
import dev.signalbox.wire.delivery.Delivery.State;
import dev.signalbox.wire.delivery.Delivery.Try;
import dev.signalbox.wire.delivery.Endpoint;
import dev.signalbox.wire.delivery.Endpoint.Standing;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v1/endpoints} and {@code /v1/deliveries}. */
final class DeliveryRoutes implements Routes {
    private final FoldedRows<EndpointState> endpoints;
    private final Freshness table;
    private final DeliveryBook book;
    private final EventLog log;
    private final MatrixInForce matrix;

    DeliveryRoutes(
            FoldedRows<EndpointState> endpoints,
            Freshness table,
            DeliveryBook book,
            EventLog log,
            MatrixInForce matrix) {
        this.endpoints = endpoints;
        this.table = table;
        this.book = book;
        this.log = log;
        this.matrix = matrix;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.create("/v1/endpoints", "endpoint.create");
        doors.read("/v1/endpoints", "endpoint", table, List.of("limit", "cursor"), Need.LIST, this::list);
        doors.read("/v1/endpoints/{id}", "endpoint", table, List.of(), Need.ONE, this::one);
        doors.change(HttpMethod.PATCH, "/v1/endpoints/{id}", "endpoint.change");
        doors.change(HttpMethod.DELETE, "/v1/endpoints/{id}", "endpoint.delete");
        doors.change(HttpMethod.POST, "/v1/endpoints/{id}/rotate", "endpoint.rotate");
        doors.change(HttpMethod.POST, "/v1/endpoints/{id}/disable", "endpoint.disable");
        doors.change(HttpMethod.POST, "/v1/endpoints/{id}/enable", "endpoint.enable");
        doors.change(HttpMethod.POST, "/v1/endpoints/{id}/retry", "endpoint.retry");
        doors.change(HttpMethod.POST, "/v1/endpoints/{id}/replay", "endpoint.replay");
        doors.readLog("/v1/deliveries", "delivery", List.of("endpoint", "state", "limit"), Need.LIST, this::deliveries);
        doors.readLog("/v1/deliveries/{id}/{position}", "delivery", List.of(), Need.ONE, this::delivery);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        return endpoints
                .page(PageQuery.newestFirst(query.limit(), query.text("cursor")))
                .compose(page -> standings()
                        .map(known -> Answer.ok(new Page<Object>(
                                page.items().stream()
                                        .map(row -> shown(row, known))
                                        .toList(),
                                page.nextCursor()))));
    }

    private Future<Answer> one(Request request) {
        String id = request.path("id");
        return endpoints.row(id).compose(found -> {
            FoldedRow row = found.orElseThrow(() -> new Refused(
                    ProblemCode.NOT_FOUND, "there is no endpoint " + id + "; GET /v1/endpoints lists them"));
            return standings().map(known -> Answer.ok(shown(row, known)).version(row.version()));
        });
    }

    /** What is known of how far endpoints have come. */
    private record Standings(List<Course> courses, Map<String, Long> dead, long head) {
        @Nullable
        Standing of(String endpoint) {
            int replays = 0;
            Course inTurn = null;
            for (Course course : courses) {
                if (!course.endpoint().equals(endpoint)) continue;
                if (course.isReplay()) replays++;
                else inTurn = course;
            }
            if (inTurn == null) return null;
            return new Standing(
                    inTurn.position(),
                    Math.max(0, head - inTurn.position()),
                    inTurn.tries(),
                    inTurn.dueAt(),
                    dead.getOrDefault(endpoint, 0L),
                    replays);
        }
    }

    private Future<Standings> standings() {
        return book.load().compose(kept -> book.deadCounts()
                .compose(dead -> log.head().map(head -> new Standings(kept.courses(), dead, head.position()))));
    }

    /** One of which something cannot be read is shown as far as it can. */
    private static Object shown(FoldedRow row, Standings known) {
        Standing standing = known.of(row.key());
        return row.incomplete() || standing == null
                ? row
                : row.as(Endpoint.class).withStanding(standing);
    }

    private Future<Answer> deliveries(Request request) {
        Query query = request.query();
        String endpoint = query.text("endpoint");
        String state = query.text("state");
        int limit = query.limit();
        if (state == null || state.equals(State.FAILED.word())) {
            return book.dead(endpoint, limit)
                    .map(letters -> Answer.ok(new Page<>(
                            letters.stream()
                                    .map(letter -> of(letter, null, null, null))
                                    .toList(),
                            null)));
        }
        if (!state.equals(State.WAITING.word())) throw Query.invalid("state", "must be failed or waiting");
        return book.waiting(endpoint, limit)
                .compose(courses -> FewAtOnce.inOrder(courses, this::waiting))
                .map(waiting -> Answer.ok(new Page<>(waiting, null)));
    }

    private Future<Delivery> waiting(Course course) {
        return book.tries(course.endpoint(), course.position() + 1).map(tries -> of(course, null, null, tries, false));
    }

    private Future<Answer> delivery(Request request) {
        String endpoint = request.path("id");
        long position = position(request.path("position"));
        return log.at(position).compose(found -> {
            RecordedEvent event =
                    found.orElseThrow(() -> new Refused(ProblemCode.NOT_FOUND, "the log has no position " + position));
            return endpoints
                    .row(endpoint)
                    .map(row -> row.orElseThrow(() -> new Refused(
                            ProblemCode.NOT_FOUND,
                            "there is no endpoint " + endpoint + "; GET /v1/endpoints lists them")))
                    .compose(row -> state(request, endpoint, event))
                    .map(Answer::ok);
        });
    }

    private static long position(String text) {
        if (text.matches("[1-9]\\d{0,17}")) return Long.parseLong(text);
        throw new Refused(ProblemCode.NOT_FOUND, "a delivery is named by its endpoint and a position: 4711");
    }

    private Future<Delivery> state(Request request, String endpoint, RecordedEvent event) {
        String role = request.principal().role();
        boolean reads = matrix.matrix().mayReadFamily(role, EventFilter.familyOf(event.type()));
        String type = reads ? event.type() : null;
        long position = event.position();
        return book.tries(endpoint, position).compose(tries -> book.dead(endpoint, position)
                .compose(dead -> book.of(endpoint).map(courses -> {
                    Optional<Course> waits = courses.stream()
                            .filter(each -> each.tries() > 0 && each.position() + 1 == position)
                            .findFirst();
                    if (waits.isPresent()) return of(waits.get(), event.id(), type, tries, true);
                    List<Try> all = tries.stream().map(KeptTry::of).toList();
                    if (dead != null) return of(dead, event.id(), type, all);
                    return settled(endpoint, event, type, tries, all, courses);
                })));
    }

    private static Delivery settled(
            String endpoint,
            RecordedEvent event,
            @Nullable String type,
            List<KeptTry> tries,
            List<Try> all,
            List<Course> courses) {
        boolean ahead = courses.stream().noneMatch(each -> !each.isReplay() && each.position() >= event.position());
        State state = ahead ? State.AHEAD : State.PASSED;
        if (tries.stream().anyMatch(KeptTry::taken)) state = State.DELIVERED;
        return new Delivery(
                endpoint,
                event.position(),
                state,
                event.id(),
                type,
                null,
                tries.size(),
                all.isEmpty() ? null : all.get(all.size() - 1).at(),
                null,
                all.isEmpty() ? null : all.get(0),
                all);
    }

    private static Delivery of(Dead dead, @Nullable String event, @Nullable String type, @Nullable List<Try> all) {
        return new Delivery(
                dead.endpoint(),
                dead.position(),
                State.FAILED,
                event,
                type,
                null,
                dead.tries(),
                dead.firstAt(),
                null,
                dead.last(),
                all);
    }

    private static Delivery of(
            Course course, @Nullable String event, @Nullable String type, List<KeptTry> tries, boolean whole) {
        List<Try> all = tries.stream().map(KeptTry::of).toList();
        return new Delivery(
                course.endpoint(),
                course.position() + 1,
                State.WAITING,
                event,
                type,
                course.isReplay() ? course.run() : null,
                course.tries(),
                course.firstAt(),
                course.dueAt(),
                all.isEmpty() ? null : all.get(0),
                whole ? all : null);
    }
}
