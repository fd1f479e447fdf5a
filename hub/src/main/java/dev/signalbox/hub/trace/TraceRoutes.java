package dev.signalbox.hub.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.trace.command.TraceCommands;
import dev.signalbox.hub.trace.job.ErasureSweep;
import dev.signalbox.hub.trace.query.Explanation;
import dev.signalbox.hub.trace.query.Observations;
import dev.signalbox.hub.trace.query.Sessions;
import dev.signalbox.hub.trace.query.TraceFilter;
import dev.signalbox.hub.trace.query.TraceProblems;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Trace;
import dev.signalbox.wire.resource.TraceProblem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes {@code /v1/traces} and {@code /v1/sessions}. */
public record TraceRoutes(
        Traces traces,
        Observations observations,
        Sessions sessions,
        TraceProblems problems,
        Explanation explanation,
        Freshness table,
        CommandHandler commands,
        ErasureSweep forgetting)
        implements Routes {
    /** The longest input or output, or one thing with both. */
    private static final Need TEXT = Need.ofText(2L * Limits.TRACE_DATA_BYTES_MAX);
    /** All that clients said of a trace. */
    private static final Need EXPLANATION = Need.ofText(16L * 1024 * 1024);

    @Override
    public void declare(RouteTable doors) {
        List<String> page = List.of("limit", "cursor");
        List<String> tree = List.of("parent", "limit", "cursor");
        List<String> filtered = TraceFilter.PARAMETERS.names("limit", "cursor");
        String observation = "/{id}/observations/{observation}";
        read(doors, "traces", filtered, Need.LIST, this::list);
        read(doors, "traces/problems", List.of("traceId", "limit", "cursor"), Need.LIST, this::problems);
        read(doors, "traces/{id}", tree, Need.LIST, this::one);
        read(doors, "traces/{id}/input", List.of(), TEXT, request -> text(request, false));
        read(doors, "traces/{id}/output", List.of(), TEXT, request -> text(request, true));
        read(doors, "traces/{id}/explain", List.of("observation", "field"), EXPLANATION, this::explain);
        read(doors, "traces/{id}/observations", tree, Need.LIST, request -> tree(request)
                .map(Answer::ok));
        read(doors, "traces" + observation, List.of(), TEXT, this::observation);
        read(doors, "traces" + observation + "/input", List.of(), TEXT, request -> part(request, false));
        read(doors, "traces" + observation + "/output", List.of(), TEXT, request -> part(request, true));
        doors.send(HttpMethod.DELETE, "/v1/traces/{id}", "trace.delete", this::delete);
        read(doors, "sessions", filtered, Need.LIST, this::sessions);
        read(doors, "sessions/{id}", page, Need.LIST, this::session);
    }

    private void read(RouteTable doors, String path, List<String> parameters, Need need, Route.Handler handler) {
        doors.read("/v1/" + path, "trace", table, parameters, need, handler);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        return traces.page(TraceFilter.PARAMETERS.conditions(query), query.limit(), query.text("cursor"))
                .map(Answer::ok);
    }

    /** The trace with the first page of its tree, or with the page that the cursor names. */
    private Future<Answer> one(Request request) {
        String id = request.path("id");
        return traces.byId(id).compose(found -> {
            Trace trace = found.orElseThrow(() -> noTrace(id));
            return tree(request).map(tree -> Answer.ok(((ObjectNode) Json.tree(trace)).set("tree", Json.tree(tree))));
        });
    }

    private Future<Page<Observation>> tree(Request request) {
        Query query = request.query();
        return observations.page(request.path("id"), query.text("parent"), query.limit(), query.text("cursor"));
    }

    private Future<Answer> observation(Request request) {
        String id = request.path("id");
        String observation = request.path("observation");
        return observations
                .byId(id, observation)
                .map(found -> Answer.ok(found.orElseThrow(() -> new Refused(
                        ProblemCode.NOT_FOUND,
                        "there is no observation " + observation + " in the trace " + id
                                + "; GET /v1/traces/{id}/observations lists them"))));
    }

    private Future<Answer> text(Request request, boolean output) {
        String id = request.path("id");
        return traces.text(id, output)
                .map(found -> json(found, "there is no trace " + id + ", or it has no such text"));
    }

    private Future<Answer> part(Request request, boolean output) {
        String observation = request.path("observation");
        return observations
                .text(request.path("id"), observation, output)
                .map(found -> json(found, "there is no observation " + observation + ", or it has no such text"));
    }

    private static Answer json(Optional<String> text, String absent) {
        return Answer.okJson(text.orElseThrow(() -> new Refused(ProblemCode.NOT_FOUND, absent))
                .getBytes(StandardCharsets.UTF_8));
    }

    private Future<Answer> explain(Request request) {
        String id = request.path("id");
        Query query = request.query();
        return explanation
                .origins(id, query.text("observation"), query.text("field"))
                .map(found -> Answer.ok(new Page<>(found.orElseThrow(() -> noTrace(id)), null)));
    }

    private Future<Answer> problems(Request request) {
        Query query = request.query();
        int limit = query.limit();
        String traceId = query.text("traceId");
        String cursor = query.text("cursor");
        Future<List<TraceProblem>> standing =
                cursor == null ? problems.standing(traceId, limit) : Future.succeededFuture(List.of());
        return standing.compose(first -> problems.page(traceId, limit, cursor).map(page -> {
            List<TraceProblem> items = new ArrayList<>(first);
            items.addAll(page.items());
            return Answer.ok(new Page<>(items, page.nextCursor()));
        }));
    }

    /**
     * Answers 200 when nothing of it is left: neither in the tables, nor in the log, nor in the file; 202 while the
     * file still has it.
     */
    private Future<Answer> delete(Request request) {
        TraceCommands.DeleteTrace wish = new TraceCommands.DeleteTrace(request.path("id"), null);
        Command command = new Command(request.commandId(), "trace.delete", null, null, null, Json.tree(wish));
        return commands.handle(command, request.caller())
                .compose(outcome -> forgetting.upTo(outcome.receipt().position()))
                .map(gone -> gone
                        ? Answer.ok(wish)
                        : Answer.status(202, Map.of("traceId", wish.traceId(), "open", ErasureSweep.OPEN)));
    }

    private Future<Answer> sessions(Request request) {
        Query query = request.query();
        return sessions.page(TraceFilter.PARAMETERS.conditions(query), query.limit(), query.text("cursor"))
                .map(Answer::ok);
    }

    /** The session with a page of its traces, newest first. */
    private Future<Answer> session(Request request) {
        String id = request.path("id");
        Query query = request.query();
        return sessions.byId(id).compose(found -> {
            ObjectNode session = (ObjectNode) Json.tree(found.orElseThrow(() ->
                    new Refused(ProblemCode.NOT_FOUND, "there is no session " + id + "; GET /v1/sessions lists them")));
            return traces.ofSession(id, query.limit(), query.text("cursor"))
                    .map(page -> Answer.ok(session.set("page", Json.tree(page))));
        });
    }

    private static Refused noTrace(String id) {
        return new Refused(ProblemCode.NOT_FOUND, "there is no trace " + id + "; GET /v1/traces lists them");
    }
}
