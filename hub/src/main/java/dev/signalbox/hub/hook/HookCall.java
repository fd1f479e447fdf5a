package dev.signalbox.hub.hook;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.HookProtocol;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.wire.Limits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to its answer. Once somebody has to be waited for, blanks are sent before the answer, which JSON
 * does not mind, so that nobody between takes the connection for dead. Belongs to the event loop of its connection.
 */
final class HookCall {
    private static final String JSON = "application/json";
    private static final long BEAT_MILLIS = 15_000;

    private final Request request;
    private final HookEvent event;
    private final Vertx vertx;
    private final long deadline;
    private final Duration wait;
    private final Promise<Answer> answer = Promise.promise();
    private @Nullable HttpServerResponse stream;
    private long timer;

    /** @param wait for people, in all */
    HookCall(Request request, HookEvent event, Duration wait, Vertx vertx) {
        this.request = request;
        this.event = event;
        this.wait = wait;
        this.vertx = vertx;
        this.deadline = System.nanoTime() + wait.toNanos();
    }

    Request request() {
        return request;
    }

    HookEvent event() {
        return event;
    }

    /** How long it waits for people in all. */
    Duration patience() {
        return wait;
    }

    /** What is left of that, at most as long as a question may be waited for at once; zero when it is over. */
    Duration left() {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isNegative() || left.toMillis() == 0) return Duration.ZERO;
        return left.compareTo(Limits.TOOL_WAIT_MAX) > 0 ? Limits.TOOL_WAIT_MAX : left;
    }

    /** Whether nobody waits any more, or the hub stops. */
    boolean isOver() {
        return request.left().isComplete();
    }

    /** Whether the agent itself gave the call up. */
    boolean isAbandoned() {
        return request.response().closed();
    }

    /** From here on it is waited for somebody. */
    void begin() {
        if (stream != null || isOver()) return;
        HttpServerResponse response = request.response();
        response.setStatusCode(200).setChunked(true).putHeader("Content-Type", JSON);
        stream = response;
        beat(response);
        timer = vertx.setPeriodic(BEAT_MILLIS, tick -> beat(response));
        request.left().onComplete(gone -> vertx.cancelTimer(timer));
        answer.tryComplete(Answer.streaming());
    }

    /** @param problem that kept the hub from a decision; null when there was none */
    void end(byte[] body, @Nullable String problem) {
        HttpServerResponse open = stream;
        if (open == null) {
            Answer whole = Answer.okJson(body);
            answer.tryComplete(problem == null ? whole : whole.header(HookProtocol.PROBLEM, problem));
            return;
        }
        vertx.cancelTimer(timer);
        // Who names the call comes again, and finds the question where it was.
        if (isOver() && !isAbandoned() && request.idempotencyKey() != null) request.cut();
        else if (!open.closed() && !open.ended()) open.end(Buffer.buffer(body));
    }

    /** What HTTP answers: completes with the answer, or when its beginning is sent. */
    Future<Answer> answer() {
        return answer.future();
    }

    private static void beat(HttpServerResponse response) {
        if (!response.closed() && !response.ended()) response.write(" ");
    }
}
