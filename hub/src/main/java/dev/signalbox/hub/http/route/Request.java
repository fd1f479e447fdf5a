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
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let through: who sends it, and its parts, read strictly. Whatever is malformed fails with
 * {@link InvalidInput}, which becomes a 400 that names the part. Belongs to the event loop of its connection.
 */
public final class Request {
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final Pattern ENTITY_TAG = Pattern.compile("\"(\\d{1,18})\"");
    private static final Pattern POSITION = Pattern.compile("\\d{1,18}");
    private static final byte[] NO_FIELDS = {'{', '}'};

    private final HttpServerRequest http;
    private final Context eventLoop;
    private final @Nullable Principal principal;
    private final Map<String, String> pathParameters;
    private final Query query;
    private final byte[] body;
    private final HeavyWork work;
    private final boolean isPublic;

    public Request(
            HttpServerRequest http,
            Context eventLoop,
            @Nullable Principal principal,
            Map<String, String> pathParameters,
            Query query,
            byte[] body,
            HeavyWork work,
            boolean isPublic) {
        this.http = http;
        this.eventLoop = eventLoop;
        this.principal = principal;
        this.pathParameters = pathParameters;
        this.query = query;
        this.body = body;
        this.work = work;
        this.isPublic = isPublic;
    }

    /** Who asks. Fails with {@link IllegalStateException} on a route that is open to everybody. */
    public Principal principal() {
        if (principal == null) throw new IllegalStateException("an open route has no principal");
        return principal;
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

    /** The body as this record; an empty body is an object without fields. Fails with {@link InvalidInput}. */
    public <T> T body(Class<T> type) {
        return Json.read(body.length == 0 ? NO_FIELDS : body, type);
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

    /** Whether the caller showed a public key only: it may send scores, whatever its role may. */
    public boolean isPublic() {
        return isPublic;
    }

    /** The body as a tree of an object; an empty body is an object without fields. Fails with {@link InvalidInput}. */
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

    /** The version that {@code If-Match: "3"} expects; null when there is none. */
    public @Nullable Long expectedVersion() {
        String tag = http.getHeader("If-Match");
        if (tag == null) return null;
        Matcher matcher = ENTITY_TAG.matcher(tag);
        if (matcher.matches()) return Long.valueOf(matcher.group(1));
        throw new InvalidInput("", "the header If-Match must be one version in quotes, as the ETag had it: \"3\"");
    }

    /** The position that a read must have reached, from {@code Signalbox-At-Least}; 0 when the caller does not care. */
    public long atLeast() {
        String position = http.getHeader("Signalbox-At-Least");
        if (position == null) return 0;
        if (POSITION.matcher(position).matches()) return Long.parseLong(position);
        throw new InvalidInput(
                "", "the header Signalbox-At-Least must be a position, as Signalbox-Position of an answer had it");
    }

    /** The trace id of {@code traceparent}; null when there is none. */
    public @Nullable String correlationId() {
        return traceIdOf(http.getHeader("traceparent"));
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
