package dev.signalbox.hub.http.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.MIMEHeader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let through: who sends it, and its parts, read strictly. Whatever is malformed fails with
 * {@link InvalidInput}, which becomes a 400 that names the part. Belongs to the event loop of its connection.
 */
public final class Request {
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final Pattern POSITION = Pattern.compile("\\d{1,18}");

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?|\\[[0-9a-fA-F:]{2,45}](:\\d{1,5})?");

    private final HttpServerRequest http;
    private final Context eventLoop;
    private final @Nullable Principal principal;
    private final Admission admission;
    private final Map<String, String> pathParameters;
    private final Query query;
    private final List<MIMEHeader> accepted;
    private final byte[] body;
    private final HeavyWork work;
    private final LongConsumer memory;
    private final boolean isPublic;

    /** @param memory is told of bytes that the request holds until it is answered, and fails when there are too many */
    public Request(
            HttpServerRequest http,
            Context eventLoop,
            @Nullable Principal principal,
            Admission admission,
            Map<String, String> pathParameters,
            Query query,
            List<MIMEHeader> accepted,
            byte[] body,
            HeavyWork work,
            LongConsumer memory,
            boolean isPublic) {
        this.http = http;
        this.eventLoop = eventLoop;
        this.principal = principal;
        this.admission = admission;
        this.pathParameters = pathParameters;
        this.query = query;
        this.accepted = accepted;
        this.body = body;
        this.work = work;
        this.memory = memory;
        this.isPublic = isPublic;
    }

    /** Who asks. Fails with {@link IllegalStateException} on a route that is open to everybody. */
    public Principal principal() {
        if (principal == null) throw new IllegalStateException("an open route has no principal");
        return principal;
    }

    /**
     * The right by which it was let in: for answers that take long. An answer to a {@code GET} that is handed over is
     * given only when that holds still.
     */
    public Admission admission() {
        return admission;
    }

    /**
     * Completes when there is nothing more to wait for: the right has ended, half a second ago at most, nobody listens
     * any more, or the hub stops.
     */
    public Future<Void> ended() {
        Promise<Void> over = Promise.promise();
        http.response().closeHandler(closed -> over.tryComplete());
        http.response().endHandler(answered -> over.tryComplete());
        onStop(over::tryComplete);
        return admission.ends(over);
    }

    /** Who asks, through this door, as commands want it. */
    public Caller caller() {
        return new Caller(principal(), "http", correlationId());
    }

    /** The same of a command of this request alone: without an {@code Idempotency-Key} nobody can repeat it. */
    public Caller sender() {
        return idempotencyKey() == null ? caller().onlyOnce() : caller();
    }

    /** The part of the path that the route calls by this name, decoded. */
    public String path(String name) {
        String value = pathParameters.get(name);
        if (value == null) throw new IllegalStateException("the route has no {" + name + "}");
        if (value.indexOf('\0') >= 0) throw new InvalidInput("", "the path contains a NUL character; remove it");
        return value;
    }

    public Query query() {
        return query;
    }

    /** The body as this record. Fails with {@link InvalidInput}, also when there is none: it may be lost on the way. */
    public <T> T body(Class<T> type) {
        if (body.length == 0) {
            throw new InvalidInput("", "the body is empty, so nothing was done; send a JSON object, {} without fields");
        }
        return Json.read(body, type);
    }

    /** The body as it is, after inflation. Must not be changed. */
    public byte[] bytes() {
        return body;
    }

    /**
     * Does work that costs as much as the body is long: on the event loop when that is short, else on another thread.
     * Completes on the event loop.
     */
    public <T> Future<T> work(Callable<T> task) {
        return work.on(body.length, task);
    }

    /**
     * Takes memory for what is made of the body and lives until the answer. Fails with
     * {@link dev.signalbox.hub.command.Refused}, {@code overloaded} or {@code too_large}, when there is no more. Any
     * thread, one at a time.
     */
    public void hold(long bytes) {
        memory.accept(bytes);
    }

    /** Whether the caller showed a public key only: it may send scores, whatever its role may. */
    public boolean isPublic() {
        return isPublic;
    }

    /** The same of a wish that needs no field, as a deletion: no body is an object without fields. */
    public JsonNode bodyTreeIfAny() {
        return body.length == 0 ? Json.object() : bodyTree();
    }

    /** The body as a tree of an object. Fails with {@link InvalidInput}, also when there is none. */
    public JsonNode bodyTree() {
        JsonNode tree = body(JsonNode.class);
        if (!tree.isObject()) throw new InvalidInput("", "the body must be a JSON object");
        return tree;
    }

    /** The {@code Idempotency-Key}, quoted or bare; null when there is none. */
    public @Nullable String idempotencyKey() {
        String key = http.getHeader("Idempotency-Key");
        if (key == null) return null;
        if (key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")) key = key.substring(1, key.length() - 1);
        if (Ids.isCommandId(key)) return key;
        throw new InvalidInput(
                "",
                "the header Idempotency-Key must have 1 to " + Limits.COMMAND_ID_CHARS_MAX
                        + " printable characters; a UUIDv7 is best");
    }

    /** The id of the command that the request becomes: the caller's own makes repeating it safe; else a fresh one. */
    public String commandId() {
        String key = idempotencyKey();
        return key == null ? Ids.next() : key;
    }

    /**
     * The version that a write expects, of {@code If-Match: "3"} or {@code If-None-Match: *}, which is 0; null when it
     * expects none.
     */
    public @Nullable Long expectedVersion() {
        return Conditions.expectedVersion(http);
    }

    /** Whether only the head of the answer is wanted: a stream then must not begin. */
    public boolean isHead() {
        return http.method().equals(HttpMethod.HEAD);
    }

    /** Whether the caller would rather have the first type, as {@code text/event-stream}, than the other. */
    public boolean prefers(String type, String other) {
        return Accepted.prefers(type, other, accepted);
    }

    /** The position that a read must have reached, from {@code Signalbox-At-Least}; 0 when the caller does not care. */
    public long atLeast() {
        String position = http.getHeader("Signalbox-At-Least");
        if (position == null) return 0;
        if (POSITION.matcher(position).matches()) return Long.parseLong(position);
        throw new InvalidInput(
                "", "the header Signalbox-At-Least must be a position, as Signalbox-Position of an answer had it");
    }

    /** The trace id of {@code traceparent}; null when there is none, or more than one. */
    public @Nullable String correlationId() {
        List<String> parents = http.headers().getAll("traceparent");
        return parents.size() == 1 ? traceIdOf(parents.get(0)) : null;
    }

    /** The trace id in a {@code traceparent}; null for a malformed one, which that standard says to ignore. */
    public static @Nullable String traceIdOf(@Nullable String traceparent) {
        Matcher matcher = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** A header by its name; null when there is none. */
    public @Nullable String header(String name) {
        return http.getHeader(name);
    }

    /**
     * Scheme and host under which the caller speaks to the hub, {@code https://hub.example.org}, as far as it says so:
     * for texts that people read, never for a decision.
     */
    public String origin() {
        boolean sealed = http.isSSL() || "https".equals(http.getHeader("X-Forwarded-Proto"));
        String host = http.getHeader("Host");
        boolean plain = host != null && HOST.matcher(host).matches();
        return (sealed ? "https://" : "http://") + (plain ? host : "127.0.0.1:7433");
    }

    /** The event loop of the connection: one object for all requests of the loop. */
    public Context eventLoop() {
        return eventLoop;
    }

    /**
     * Breaks the connection off and drops what waits to be written to it. Vert.x itself would first wait until the
     * other side has taken that, which it may never do.
     */
    public void cut() {
        VertxInternals.cut(http.connection());
    }

    /**
     * Runs the task, on the event loop of the connection, when the hub stops: it takes no more connections then, and
     * waits a moment for what is under way on this one.
     */
    public void onStop(Runnable task) {
        http.connection().shutdownHandler(stopping -> task.run());
    }

    /** Where a handler that answers {@link Answer#streaming} writes. */
    public HttpServerResponse response() {
        return http.response();
    }
}
