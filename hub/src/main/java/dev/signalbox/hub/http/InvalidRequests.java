package dev.signalbox.hub.http;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is not HTTP, or has a head over the limits; such a connection cannot go on: Vert.x closes it then. */
final class InvalidRequests {
    private InvalidRequests() {}

    static void answer(HttpServerRequest http) {
        SecurityHeaders.on(http.response());
        http.response().putHeader("Connection", "close");
        VertxInternals.beforeHttp(http.connection(), new LingeringClose());
        Answer.problem(problemOf(http, http.decoderResult().cause())).writeTo(http.response(), false);
    }

    static Problem urlTooLong() {
        return Problem.of(
                ProblemCode.URI_TOO_LONG,
                "the request line has more than " + Limits.URL_BYTES_MAX + " bytes; shorten the query");
    }

    private static Problem problemOf(HttpServerRequest http, Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return urlTooLong();
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.of(
                    ProblemCode.HEADERS_TOO_LARGE,
                    "the headers have more than " + Limits.HEADER_BYTES_MAX + " bytes; send fewer or shorter ones");
        }
        if (http.headers().getAll("Content-Length").size() > 1) {
            return Problem.of(ProblemCode.INVALID, "the header Content-Length is given twice; give it once");
        }
        if (http.headers().contains("Content-Length") && http.headers().contains("Transfer-Encoding")) {
            return Problem.of(
                    ProblemCode.INVALID,
                    "the headers Content-Length and Transfer-Encoding exclude each other; send one");
        }
        return Problem.of(ProblemCode.INVALID, "this is not HTTP/1.1");
    }
}
