package dev.signalbox.hub.http.route;

import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Receipt;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a handler answers; built by its handler, then handed over for good. */
public final class Answer {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String BEARER = "Bearer realm=\"signalbox\"";
    private static final byte[] NOTHING = {};

    private final int status;
    private final String contentType;
    private final byte @Nullable [] body;
    private int countedStatus;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> trailers = new LinkedHashMap<>();

    private Answer(int status, String contentType, byte @Nullable [] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    /** 200 with the value as JSON: a resource, a {@link dev.signalbox.wire.resource.Page}. */
    public static Answer ok(Object value) {
        return new Answer(200, JSON, Json.write(value));
    }

    /** 200 with JSON that is encoded already. */
    public static Answer okJson(byte[] json) {
        return new Answer(200, JSON, json);
    }

    /** 201 with the new resource and where it is found. */
    public static Answer created(Object resource, String location) {
        return new Answer(201, JSON, Json.write(resource)).header("Location", location);
    }

    /** Another status with JSON. */
    public static Answer status(int status, Object value) {
        return new Answer(status, JSON, Json.write(value));
    }

    /** 200 with a text or page. */
    public static Answer text(String contentType, byte[] body) {
        return new Answer(200, contentType, body);
    }

    /** Another status with any body. */
    public static Answer bytes(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, body);
    }

    /** A refusal. Those that pass by themselves carry {@code Retry-After}. */
    public static Answer problem(Problem problem) {
        Answer answer = new Answer(problem.status(), PROBLEM, Json.write(problem));
        if (problem.is(ProblemCode.UNAUTHORIZED))
            answer.header(CHALLENGE, BEARER + ", Basic realm=\"signalbox\", charset=\"UTF-8\"");
        boolean passes = problem.status() == 503 || problem.status() == 507;
        return passes ? answer.retryAfter(problem.status() == 507 ? 10 : 1) : answer;
    }

    /** A refusal for a page that asks for the key by itself: a browser must not do so in its place. */
    public Answer withoutBasic() {
        return headers.containsKey(CHALLENGE) ? header(CHALLENGE, BEARER) : this;
    }

    /** The handler writes the response itself: an event stream. */
    public static Answer streaming() {
        return new Answer(200, "", null);
    }

    /** The resource's version, as {@code ETag}. */
    public Answer version(long version) {
        return header("ETag", "\"" + version + "\"");
    }

    /** The position up to which the answer is true, as {@code Signalbox-Position}. */
    public Answer position(long position) {
        return header("Signalbox-Position", Long.toString(position));
    }

    /** The version and the position that a command came to. */
    public Answer at(Receipt receipt) {
        return version(receipt.version()).position(receipt.position());
    }

    public Answer retryAfter(long seconds) {
        return header("Retry-After", Long.toString(seconds));
    }

    public Answer header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    /** The status by which figures count it: over gRPC every answer has 200. */
    public int countedStatus() {
        return countedStatus == 0 ? status : countedStatus;
    }

    Answer countedAs(int httpStatus) {
        countedStatus = httpStatus;
        return this;
    }

    /** The {@code ETag}; null when there is none. */
    @Nullable
    String etag() {
        return header("ETag");
    }

    /** A header that it has; null when it has none of the name. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The body, for a door that says it in other words; empty when its handler writes it. Must not be changed. */
    public byte[] body() {
        return body == null ? NOTHING : body;
    }

    /** 304 in its place: the same head, no body. */
    Answer notModified() {
        Answer answer = new Answer(304, "", NOTHING);
        answer.headers.putAll(headers);
        return answer;
    }

    /** What is said behind the body; only over HTTP/2, and only behind one that is not empty. */
    Answer trailer(String name, String value) {
        trailers.put(name, value);
        return this;
    }

    /** 200 of an endless answer of which only the head is wanted. */
    public static Answer headOf(String contentType) {
        return new Answer(200, contentType, NOTHING);
    }

    /** Whether its handler writes it. */
    public boolean isStreaming() {
        return body == null;
    }

    /** Bytes of the body; 0 when there is none, or its handler writes it. */
    public int bytes() {
        return body == null ? 0 : body.length;
    }

    /**
     * Completes when the other side's system has taken all of it.
     *
     * @param headOnly leaves the body out, as the answer to {@code HEAD} does, and says how long it is
     */
    public Future<Void> writeTo(HttpServerResponse response, boolean headOnly) {
        if (body == null) return Future.succeededFuture();
        response.setStatusCode(status);
        if (!contentType.isEmpty()) response.putHeader("Content-Type", contentType);
        headers.forEach(response::putHeader);
        if (body.length == 0) return response.end();
        if (!headOnly) {
            trailers.forEach(response::putTrailer);
            return response.end(Buffer.buffer(body));
        }
        response.putHeader("Content-Length", Integer.toString(body.length));
        return response.end();
    }
}
