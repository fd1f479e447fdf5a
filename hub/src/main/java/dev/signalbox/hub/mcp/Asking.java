package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.InnerDoor;
import dev.signalbox.hub.http.route.InnerDoor.Wish;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.TraceParent;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * The tools that ask a person and wait. A question is asked in the log before anything else; the client may show it as
 * a form where its key may answer, and waits for whoever answers first. What it holds meanwhile is a handle, the id of
 * the question: so neither a lost connection nor the end of the hub loses anything.
 */
final class Asking {
    private static final String QUESTIONS = "/v1/questions";
    private static final String QUESTION = "/v1/questions/{id}";
    private static final String ANSWER = "/v1/questions/{id}/answer";
    /** The name of the one form of a call. */
    private static final String FORM = "answer";
    /** What a form is about that came on the stream of a call: its answer does not repeat the arguments. */
    private static final byte[] ON_STREAM = "form".getBytes(StandardCharsets.US_ASCII);

    private final InnerDoor doors;
    private final Results results;
    private final EventLog log;
    private final Clock clock;

    Asking(InnerDoor doors, Results results, EventLog log, Clock clock) {
        this.doors = doors;
        this.results = results;
        this.log = log;
        this.clock = clock;
    }

    /** {@code ask}: a new question, or the answer that a client brings to the form that it was shown. */
    Future<ObjectNode> ask(Call call) {
        int wait = waitOf(call);
        JsonNode state = call.param("requestState");
        if (!state.isMissingNode()) return resume(call, state);
        ObjectNode body = call.arguments().without("wait", "key");
        String key = call.arguments().text("key");
        if (key != null) body.put("once", key);
        JsonNode trace = call.trace();
        if (TraceParent.parse(trace.textValue()) != null) body.set("traceparent", trace);
        Wish wish = Wish.send(HttpMethod.POST, QUESTIONS, Map.of(), body, null);
        return doors.ask(call.request(), wish).compose(asked -> {
            JsonNode question = Results.tree(asked);
            if (!isPending(question)) return Future.succeededFuture(told(question, asked));
            return mayShowForm(call, question)
                    ? showForm(call, question, wait)
                    : await(call, question.path("id").asText(), wait);
        });
    }

    /** {@code await_answer}. */
    Future<ObjectNode> await(Call call) {
        return await(call, call.arguments().required("handle"), waitOf(call));
    }

    /** An answer to a form on the stream of a call, which may be over by now. Fails with a {@link Fault}. */
    Future<Void> answered(Request request, Message response) {
        if (response.id() == null || !response.id().isTextual()) return Future.succeededFuture();
        String state = response.id().textValue();
        return RequestState.read(state, log, request.principal(), ON_STREAM, clock.instant())
                .compose(form -> {
                    String value = Form.answerIn(response.result());
                    return value == null
                            ? Future.succeededFuture()
                            : answer(request, form, value).mapEmpty();
                });
    }

    private static int waitOf(Call call) {
        int most = (int) Limits.TOOL_WAIT_MAX.toSeconds();
        return call.arguments().integer("wait", 0, most, (int) Limits.TOOL_WAIT_DEFAULT.toSeconds());
    }

    /** A bot must say for whom it speaks, which no form tells; who excludes the asker waits for somebody else. */
    private boolean mayShowForm(Call call, JsonNode question) {
        return call.peer().showsForms()
                && (call.peer().isModern() || call.mayStream())
                && !call.request().principal().role().equals(OwnershipMatrix.BOT)
                && !question.path("excludeAsker").asBoolean()
                && doors.isOpenTo(call.request(), HttpMethod.POST, ANSWER);
    }

    private Future<ObjectNode> showForm(Call call, JsonNode question, int wait) {
        RequestState state = new RequestState(
                question.path("id").asText(), question.path("version").asInt(), clock.instant());
        ObjectNode form = Form.of(question, call.peer());
        if (call.peer().isModern()) return hold(call, state, form);
        return state.issue(log, call.request().principal(), ON_STREAM).compose(id -> {
            call.begin();
            call.ask(form.put("jsonrpc", "2.0").put("id", id));
            return await(call, state.question(), Math.max(wait, 1));
        });
    }

    /** The client shows the form, and calls again with what came of it. */
    private Future<ObjectNode> hold(Call call, RequestState state, ObjectNode form) {
        return state.issue(log, call.request().principal(), call.arguments().digest())
                .map(text -> {
                    ObjectNode result = Json.object().put("resultType", "input_required");
                    result.putObject("inputRequests").set(FORM, form);
                    return result.put("requestState", text);
                });
    }

    private Future<ObjectNode> resume(Call call, JsonNode state) {
        if (!state.isTextual()) throw Fault.of(Fault.INVALID_PARAMS, "requestState must be a text");
        JsonNode responses = call.param("inputResponses");
        if (!responses.isMissingNode() && !responses.isObject()) {
            throw Fault.of(Fault.INVALID_PARAMS, "inputResponses must be an object");
        }
        return RequestState.read(
                        state.textValue(),
                        log,
                        call.request().principal(),
                        call.arguments().digest(),
                        clock.instant())
                .compose(form -> {
                    if (!responses.has(FORM)) return showAgain(call, form);
                    String value = Form.answerIn(responses.path(FORM));
                    return value == null
                            ? await(call, form.question(), 0)
                            : answer(call.request(), form, value)
                                    .map(done -> told(Results.tree(done), done))
                                    .recover(failure -> overtaken(call, form, failure));
                });
    }

    private Future<ObjectNode> showAgain(Call call, RequestState form) {
        Wish wish = wishOf(form.question(), 0);
        return doors.ask(call.request(), wish).compose(read -> {
            JsonNode question = Results.tree(read);
            return isPending(question) && mayShowForm(call, question)
                    ? showForm(call, question, 0)
                    : Future.succeededFuture(told(question, read));
        });
    }

    /** The answer is bound to what was shown. */
    private Future<Answer> answer(Request request, RequestState form, String value) {
        ObjectNode body = Json.object().put("value", value).put("seenAt", Times.format(form.shown()));
        return doors.ask(request, Wish.send(HttpMethod.POST, ANSWER, Map.of("id", form.question()), body, (long)
                form.version()));
    }

    /** Somebody else was faster, or it is over: the result says who won. */
    private Future<ObjectNode> overtaken(Call call, RequestState form, Throwable failure) {
        boolean over = failure instanceof Refused refused
                && (refused.problem().is(ProblemCode.VERSION_CONFLICT)
                        || refused.problem().is(ProblemCode.ALREADY_RESOLVED)
                        || refused.problem().is(ProblemCode.EXPIRED));
        return over ? await(call, form.question(), 0) : Future.failedFuture(failure);
    }

    private Future<ObjectNode> await(Call call, String question, int seconds) {
        if (!doors.isOpenTo(call.request(), HttpMethod.GET, QUESTION)) {
            return Future.succeededFuture(Results.told(pending(Json.object().put("id", question))));
        }
        if (seconds > 0) call.begin();
        Wish wish = wishOf(question, seconds);
        return doors.ask(call.request(), wish, call.left()).map(read -> told(Results.tree(read), read));
    }

    private static Wish wishOf(String question, int seconds) {
        return Wish.get(QUESTION, Map.of("id", question), seconds == 0 ? Map.of() : Map.of("wait", seconds + "s"));
    }

    private static boolean isPending(JsonNode question) {
        return question.path("state").asText("pending").equals("pending");
    }

    private ObjectNode told(JsonNode question, Answer read) {
        ObjectNode told;
        if (isPending(question)) {
            told = pending(question);
        } else {
            told = begun(question);
            JsonNode answer = question.path("answer").path("value");
            if (answer.isTextual()) told.set("answer", answer);
        }
        told.set("question", question);
        told.set("source", results.source(wishOf(question.path("id").asText(), 0), read));
        return Results.told(told);
    }

    private static ObjectNode pending(JsonNode question) {
        return begun(question)
                .put(
                        "next",
                        "nobody has answered yet; go on with other work, and call await_answer with this handle, now or later");
    }

    private static ObjectNode begun(JsonNode question) {
        return Json.object()
                .put("handle", question.path("id").asText())
                .put("state", question.path("state").asText("pending"));
    }
}
