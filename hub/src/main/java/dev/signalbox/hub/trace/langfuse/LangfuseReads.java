package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.trace.command.TraceCommands;
import dev.signalbox.hub.trace.job.ErasureSweep;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The routes {@code GET} and {@code DELETE} below {@code /api/public} for tools that were written for Langfuse: the
 * lists of its three generations, and its metrics.
 */
public final class LangfuseReads implements Routes {
    /** Traces that one request may delete. */
    private static final int DELETE_MAX = 1_000;

    private static final String API = "/api/public/";
    private static final Permission READS = new Permission.Reads("trace");

    /** Lists with inputs and outputs end at that many bytes of them. */
    private static final Need TEXTS = Need.ofText(Pages.BYTES_MAX);
    /** Lists without. */
    private static final Need FIGURES = Need.ofText(2L * 1024 * 1024);

    private final TraceLists traces;
    private final ObservationLists observations;
    private final ScoreLists scores;
    private final LangfuseMetrics metrics;
    private final Freshness table;
    private final CommandHandler commands;
    private final ErasureSweep forgetting;
    private final Protocol protocol;

    /**
     * @param table the tables of traces
     * @param protocol how the clients understand a no
     * @param project id of the one project that clients see
     */
    public LangfuseReads(
            Database database,
            Freshness table,
            CommandHandler commands,
            ErasureSweep forgetting,
            Protocol protocol,
            String project) {
        LangfuseJson shapes = new LangfuseJson(project);
        this.observations = new ObservationLists(database, shapes);
        this.traces = new TraceLists(database, shapes, observations);
        this.scores = new ScoreLists(database, shapes);
        this.metrics = new LangfuseMetrics(database);
        this.table = table;
        this.commands = commands;
        this.forgetting = forgetting;
        this.protocol = protocol;
    }

    @Override
    public void declare(RouteTable doors) {
        get(doors, "traces", TraceLists.PARAMETERS, TEXTS, request -> traces.list(request.query()));
        get(doors, "traces/{id}", List.of("fields"), TEXTS, request -> one(traces.byId(request.path("id")), "Trace"));
        get(doors, "observations", ObservationLists.PARAMETERS, TEXTS, request -> observations.list(request.query()));
        get(
                doors,
                "observations/{id}",
                List.of(),
                TEXTS,
                request -> one(observations.byId(request.path("id")), "Observation"));
        get(
                doors,
                "v2/observations",
                ObservationLists.V2_PARAMETERS,
                TEXTS,
                request -> observations.listV2(request.query()));
        get(doors, "sessions", TraceLists.SESSION_PARAMETERS, FIGURES, request -> traces.sessions(request.query()));
        get(doors, "sessions/{id}", List.of(), TEXTS, request -> one(traces.session(request.path("id")), "Session"));
        for (String version : List.of("", "v2/")) {
            get(doors, version + "scores", ScoreLists.PARAMETERS, FIGURES, request -> scores.list(request.query()));
            get(
                    doors,
                    version + "scores/{id}",
                    List.of(),
                    FIGURES,
                    request -> one(scores.byId(request.path("id")), "Score"));
        }
        get(doors, "v3/scores", ScoresV3.PARAMETERS, FIGURES, request -> scores.listV3(request.query()));
        for (String version : List.of("", "v2/")) {
            get(doors, version + "metrics", List.of("query"), FIGURES, request -> metrics.answer(request.query()));
        }
        send(doors, "traces/{id}", "trace.delete", this::deleteTrace);
        send(doors, "traces", "trace.delete", this::deleteTraces);
        send(doors, "scores/{id}", "trace.delete-score", this::deleteScore);
    }

    /** Every read waits for what this node has acknowledged. */
    private void get(RouteTable doors, String path, List<String> parameters, Need need, Route.Handler handler) {
        doors.foreign(HttpMethod.GET, API + path, READS, parameters, protocol, need, request -> table.caughtUp(
                        request.atLeast())
                .compose(ready -> handler.answer(request)));
    }

    private void send(RouteTable doors, String path, String command, Route.Handler handler) {
        doors.foreign(
                HttpMethod.DELETE, API + path, new Permission.Sends(command), List.of(), protocol, Need.NONE, handler);
    }

    private static Future<Answer> one(Future<Optional<ObjectNode>> found, String thing) {
        return found.map(shape -> Answer.ok(
                shape.orElseThrow(() -> new Refused(ProblemCode.NOT_FOUND, thing + " not found within this project"))));
    }

    private Future<Answer> deleteTrace(Request request) {
        return delete(request, List.of(request.path("id"))).map(done -> Answer.ok(Map.of("message", "Trace deleted")));
    }

    private Future<Answer> deleteTraces(Request request) {
        List<String> ids = new ArrayList<>();
        request.bodyTree().path("traceIds").forEach(id -> ids.add(id.asText()));
        if (ids.isEmpty() || ids.size() > DELETE_MAX) {
            throw new InvalidInput("/traceIds", "traceIds must be a list of 1 to " + DELETE_MAX + " ids");
        }
        return delete(request, ids)
                .map(gone -> gone
                        ? Answer.ok(Map.of("message", "Traces deleted"))
                        : Answer.status(202, Map.of("message", "Traces deleted; " + ErasureSweep.OPEN)));
    }

    private Future<Boolean> delete(Request request, List<String> ids) {
        List<Future<Long>> deletions = new ArrayList<>();
        for (String id : ids) {
            deletions.add(send(request, "trace.delete", new TraceCommands.DeleteTrace(id, null)));
        }
        return Future.all(deletions)
                .compose(sent -> forgetting.upTo(
                        deletions.stream().mapToLong(Future::result).max().orElse(0)));
    }

    private Future<Answer> deleteScore(Request request) {
        String id = request.path("id");
        return table.caughtUp(request.atLeast())
                .compose(ready -> scores.traceOf(id))
                .compose(trace -> trace.isEmpty()
                        ? Future.failedFuture(new Refused(ProblemCode.NOT_FOUND, "Score not found within this project"))
                        : send(request, "trace.delete-score", deletion(id, trace.get())))
                .compose(forgetting::upTo)
                .map(gone -> Answer.status(
                        202, Map.of("message", gone ? "Score deleted" : "Score deleted; " + ErasureSweep.OPEN)));
    }

    /** @param traceId empty for a score that is about no trace */
    private static TraceCommands.DeleteScore deletion(String id, String traceId) {
        return new TraceCommands.DeleteScore(id, traceId.isEmpty() ? null : traceId);
    }

    private Future<Long> send(Request request, String command, Object body) {
        Command wish = new Command(Ids.next(), command, null, null, null, Json.tree(body));
        return commands.handle(wish, request.caller())
                .map(outcome -> outcome.receipt().position());
    }
}
