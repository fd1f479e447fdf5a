package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool, from its message to its response: which is JSON, or an event stream once somebody has to be
 * waited for. Belongs to the event loop of its connection.
 */
final class Call {
    private final Request request;
    private final Peer peer;
    private final Message message;
    private final Arguments arguments;
    private final UnaryOperator<ObjectNode> era;
    private final Vertx vertx;
    private final Promise<Answer> answer = Promise.promise();
    private final Promise<Void> cancelled = Promise.promise();
    private @Nullable CallStream stream;

    /** @param era puts in what the results of the client's revision have */
    Call(Request request, Peer peer, Message message, Arguments arguments, UnaryOperator<ObjectNode> era, Vertx vertx) {
        this.request = request;
        this.peer = peer;
        this.message = message;
        this.arguments = arguments;
        this.era = era;
        this.vertx = vertx;
    }

    Request request() {
        return request;
    }

    Peer peer() {
        return peer;
    }

    Arguments arguments() {
        return arguments;
    }

    /** What the message has beside name and arguments; missing when it is absent. */
    JsonNode param(String name) {
        return message.params().path(name);
    }

    /** The {@code traceparent} of the message, which comes before that of the request; missing when it is absent. */
    JsonNode trace() {
        return message.meta("traceparent");
    }

    /** Whether the client takes an event stream. */
    boolean mayStream() {
        return request.accepts(CallStream.EVENT_STREAM);
    }

    /** Begins the event stream, where the client takes one: from here on it is waited for somebody. */
    void begin() {
        if (stream != null || !mayStream()) return;
        JsonNode token = message.meta("progressToken");
        boolean asked = token.isTextual() || token.isIntegralNumber();
        stream = new CallStream(request, vertx, asked ? token : MissingNode.getInstance());
        answer.tryComplete(Answer.streaming());
    }

    /** Asks the client something on the stream that has begun. */
    void ask(ObjectNode question) {
        if (stream != null) stream.send(question);
    }

    /** Completes when nobody waits for the response any more. */
    Future<Void> left() {
        return Future.any(request.left(), cancelled.future()).mapEmpty();
    }

    /** The client no longer wants the response; what the call has done stays. */
    void cancel() {
        cancelled.tryComplete();
    }

    void end(ObjectNode result) {
        respond(message.reply(era.apply(result)));
    }

    /** An error of JSON-RPC instead of a result. */
    void fail(Fault fault) {
        if (stream == null) answer.tryFail(fault);
        else respond(message.error(fault.code(), String.valueOf(fault.getMessage()), null));
    }

    private void respond(ObjectNode response) {
        if (stream == null) answer.tryComplete(Answer.ok(response));
        else if (cancelled.future().isComplete()) stream.leave();
        else stream.end(response);
    }

    /** What HTTP answers: completes with the response, or when the stream has begun. */
    Future<Answer> answer() {
        return answer.future();
    }
}
