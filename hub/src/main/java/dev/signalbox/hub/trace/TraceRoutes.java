package dev.signalbox.hub.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.trace.command.TraceCommands;
import dev.signalbox.hub.trace.job.ErasureSweep;
import dev.signalbox.hub.trace.query.Explanation;
import dev.signalbox.hub.trace.query.Observations;
import dev.signalbox.hub.trace.query.Sessions;
import dev.signalbox.hub.trace.query.TraceFilter;
import dev.signalbox.hub.trace.query.TraceProblems;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Trace;
import dev.signalbox.wire.resource.TraceProblem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /v1/traces} and {@code /v1/sessions}. */
public final class TraceRoutes implements Routes {
    private static final String FAMILY = "trace";

    private final Traces traces;
    private final Observations observations;
    private final Sessions sessions;
    private final TraceProblems problems;
    private final Explanation explanation;
    private final Projections projections;
    private final CommandHandler commands;
    private final ErasureSweep forgetting;

    /** @param projections of the traces log */
    public TraceRoutes(
            Traces traces,
            Observations observations,
            Sessions sessions,
            TraceProblems problems,
            Explanation explanation,
            Projections projections,
            CommandHandler commands,
            ErasureSweep forgetting) {
        this.traces = traces;
        this.observations = observations;
        this.sessions = sessions;
        this.problems = problems;
        this.explanation = explanation;
        this.projections = projections;
        this.commands = commands;
        this.forgetting = forgetting;
    }

    @Override
    public void declare(RouteTable doors) {
        List<String> page = List.of("limit", "cursor");
        List<String> filtered = new ArrayList<>(TraceFilter.PARAMETERS);
        filtered.addAll(page);
        doors.read("/v1/traces", FAMILY, filtered, this::list);
        doors.read("/v1/traces/problems", FAMILY, List.of("traceId", "limit", "cursor"), this::problems);
        doors.read("/v1/traces/{id}", FAMILY, List.of("parent", "limit", "cursor"), this::one);
        doors.read("/v1/traces/{id}/input", FAMILY, List.of(), request -> text(request, false));
        doors.read("/v1/traces/{id}/output", FAMILY, List.of(), request -> text(request, true));
        doors.read("/v1/traces/{id}/explain", FAMILY, List.of("observation", "field"), this::explain);
        doors.read("/v1/traces/{id}/observations", FAMILY, List.of("parent", "limit", "cursor"), this::tree);
        doors.read("/v1/traces/{id}/observations/{observation}", FAMILY, List.of(), this::observation);
        doors.read(
                "/v1/traces/{id}/observations/{observation}/input", FAMILY, List.of(), request -> part(request, false));
        doors.read(
                "/v1/traces/{id}/observations/{observation}/output", FAMILY, List.of(), request -> part(request, true));
        doors.send(HttpMethod.DELETE, "/v1/traces/{id}", "trace.delete", this::delete);
        doors.read("/v1/sessions", FAMILY, filtered, this::sessions);
        doors.read("/v1/sessions/{id}", FAMILY, page, this::session);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        TraceFilter filter = TraceFilter.of(query);
        int limit = query.limit();
        return caughtUp(request)
                .compose(ready -> traces.page(filter, limit, query.text("cursor")))
                .map(Answer::ok);
    }

    /** The trace with the first page of its tree, or with the page that the cursor names. */
    private Future<Answer> one(Request request) {
        String id = request.path("id");
        Query query = request.query();
        int limit = query.limit();
        return caughtUp(request).compose(ready -> traces.byId(id)).compose(found -> {
            Trace trace = found.orElseThrow(() -> noTrace(id));
            return observations
                    .page(id, query.text("parent"), limit, query.text("cursor"))
                    .map(tree -> Answer.ok(((ObjectNode) Json.tree(trace)).set("tree", Json.tree(tree))));
        });
    }

    private Future<Answer> tree(Request request) {
        String id = request.path("id");
        Query query = request.query();
        int limit = query.limit();
        return caughtUp(request)
                .compose(ready -> observations.page(id, query.text("parent"), limit, query.text("cursor")))
                .map(Answer::ok);
    }

    private Future<Answer> observation(Request request) {
        String id = request.path("id");
        String observation = request.path("observation");
        return caughtUp(request)
                .compose(ready -> observations.byId(id, observation))
                .map(found -> Answer.ok(found.orElseThrow(() -> new Refused(
                        ProblemCode.NOT_FOUND,
                        "there is no observation " + observation + " in the trace " + id
                                + "; GET /v1/traces/{id}/observations lists them"))));
    }

    private Future<Answer> text(Request request, boolean output) {
        String id = request.path("id");
        return caughtUp(request)
                .compose(ready -> traces.text(id, output))
                .map(found -> json(found, "there is no trace " + id + ", or it has no such text"));
    }

    private Future<Answer> part(Request request, boolean output) {
        String id = request.path("id");
        String observation = request.path("observation");
        return caughtUp(request)
                .compose(ready -> observations.text(id, observation, output))
                .map(found -> json(found, "there is no observation " + observation + ", or it has no such text"));
    }

    private static Answer json(Optional<String> text, String absent) {
        return Answer.okJson(text.orElseThrow(() -> new Refused(ProblemCode.NOT_FOUND, absent))
                .getBytes(StandardCharsets.UTF_8));
    }

    private Future<Answer> explain(Request request) {
        String id = request.path("id");
        Query query = request.query();
        return caughtUp(request)
                .compose(ready -> explanation.origins(id, query.text("observation"), query.text("field")))
                .map(found -> Answer.ok(new Page<>(found.orElseThrow(() -> noTrace(id)), null)));
    }

    private Future<Answer> problems(Request request) {
        Query query = request.query();
        int limit = query.limit();
        String traceId = query.text("traceId");
        String cursor = query.text("cursor");
        Future<List<TraceProblem>> standing = caughtUp(request)
                .compose(ready -> traceId == null && cursor == null
                        ? problems.standing(limit)
                        : Future.succeededFuture(List.of()));
        return standing.compose(first -> problems.page(traceId, limit, cursor).map(page -> {
            List<TraceProblem> items = new ArrayList<>(first);
            items.addAll(page.items());
            return Answer.ok(new Page<>(items, page.nextCursor()));
        }));
    }

    /** Answers when nothing of it is left: neither in the tables, nor in the log, nor in the file. */
    private Future<Answer> delete(Request request) {
        TraceCommands.DeleteTrace wish = new TraceCommands.DeleteTrace(request.path("id"), null);
        String key = request.idempotencyKey();
        Command command =
                new Command(key == null ? Ids.next() : key, "trace.delete", null, null, null, Json.tree(wish));
        return commands.handle(command, request.caller())
                .compose(outcome -> forgetting.upTo(outcome.receipt().position()))
                .map(gone -> Answer.ok(wish));
    }

    private Future<Answer> sessions(Request request) {
        Query query = request.query();
        TraceFilter filter = TraceFilter.of(query);
        int limit = query.limit();
        return caughtUp(request)
                .compose(ready -> sessions.page(filter, limit, query.text("cursor")))
                .map(Answer::ok);
    }

    /** The session with a page of its traces, newest first. */
    private Future<Answer> session(Request request) {
        String id = request.path("id");
        Query query = request.query();
        int limit = query.limit();
        return caughtUp(request).compose(ready -> sessions.byId(id)).compose(found -> {
            ObjectNode session = (ObjectNode) Json.tree(found.orElseThrow(() ->
                    new Refused(ProblemCode.NOT_FOUND, "there is no session " + id + "; GET /v1/sessions lists them")));
            return traces.page(TraceFilter.ofSession(id), limit, query.text("cursor"))
                    .map(page -> Answer.ok(session.set("page", Json.tree(page))));
        });
    }

    private Future<Void> caughtUp(Request request) {
        return projections.caughtUp(TracesProjection.NAME, request.atLeast());
    }

    private static Refused noTrace(String id) {
        return new Refused(ProblemCode.NOT_FOUND, "there is no trace " + id + "; GET /v1/traces lists them");
    }
}
