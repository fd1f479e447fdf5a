package dev.signalbox.hub.http.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.TraceParent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.MIMEHeader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let through: who sends it, and its parts, read strictly. Whatever is malformed fails with
 * {@link InvalidInput}, which becomes a 400 that names the part. Belongs to the event loop of its connection.
 */
public final class Request {
    private static final Pattern POSITION = Pattern.compile("\\d{1,18}");

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?|\\[[0-9a-fA-F:]{2,45}](:\\d{1,5})?");

    private final HttpServerRequest http;
    private final Context eventLoop;
    private final @Nullable Principal principal;
    private final Admission admission;
    private final Said said;
    private final List<MIMEHeader> accepted;
    private final Door door;
    private final boolean isPublic;
    private @Nullable Future<Void> left;

    /**
     * What a request says.
     *
     * @param via the door, as commands name it: http, mcp …
     * @param body after inflation; must not be changed
     * @param read the body as a tree, where it was read strictly before; null otherwise
     */
    public record Said(
            String via,
            Map<String, String> pathParameters,
            Query query,
            MultiMap headers,
            byte[] body,
            @Nullable JsonNode read) {
        /** What came over HTTP. */
        public Said(Map<String, String> pathParameters, Query query, MultiMap headers, byte[] body) {
            this("http", pathParameters, query, headers, body, null);
        }

        private boolean isEmpty() {
            return body.length == 0 && read == null;
        }
    }

    /** What the door that let a request in does for it until it is answered. */
    public interface Door {
        /** Work on bodies that would hold an event loop for too long. */
        HeavyWork work();

        /** Takes memory for what is made of the body; fails with a {@code Refused} when there is no more. */
        void hold(long bytes);

        /**
         * Takes the memory that another answer may need, beside that of the request's own; completes with what gives it
         * back when that answer is made. Fails with a {@code Refused} when there is none for too long.
         */
        Future<Runnable> room(long bytes);

        /** The right of who asks to pass another route; it may be none, so ask it. */
        Admission admission(Route route);
    }

    /** A request as it came over HTTP. */
    public Request(
            HttpServerRequest http,
            Context eventLoop,
            @Nullable Principal principal,
            Admission admission,
            Said said,
            List<MIMEHeader> accepted,
            Door door,
            boolean isPublic) {
        this(http, eventLoop, principal, admission, said, accepted, door, isPublic, null);
    }

    private Request(
            HttpServerRequest http,
            Context eventLoop,
            @Nullable Principal principal,
            Admission admission,
            Said said,
            List<MIMEHeader> accepted,
            Door door,
            boolean isPublic,
            @Nullable Future<Void> left) {
        this.http = http;
        this.eventLoop = eventLoop;
        this.principal = principal;
        this.admission = admission;
        this.said = said;
        this.accepted = accepted;
        this.door = door;
        this.isPublic = isPublic;
        this.left = left;
    }

    /**
     * Another request of the same caller on the same connection: what a door makes of this one in the words of another
     * route.
     *
     * @param right to pass that route
     * @param left completes when nobody waits for its answer any more; null when that is as with this one
     */
    Request inner(Admission right, Said words, @Nullable Future<Void> left) {
        return new Request(http, eventLoop, principal, right, words, List.of(), door, false, left);
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
        left().onComplete(gone -> over.tryComplete());
        return admission.ends(over);
    }

    /**
     * Completes when nobody listens any more, the answer is out, or the hub stops; whoever is let in by it for long
     * asks {@link #ended}.
     */
    public Future<Void> left() {
        if (left == null) left = leaving();
        return left;
    }

    private Future<Void> leaving() {
        Promise<Void> gone = Promise.promise();
        http.response().closeHandler(closed -> gone.tryComplete());
        http.response().endHandler(answered -> gone.tryComplete());
        Runnable forget = onStop(gone::tryComplete);
        return gone.future().andThen(done -> forget.run());
    }

    /** Who asks, through this door, as commands want it. */
    public Caller caller() {
        return new Caller(principal(), said.via(), trace());
    }

    /** The same of a command of this request alone: without an {@code Idempotency-Key} nobody can repeat it. */
    public Caller sender() {
        return idempotencyKey() == null ? caller().onlyOnce() : caller();
    }

    /** The part of the path that the route calls by this name, decoded. */
    public String path(String name) {
        String value = said.pathParameters().get(name);
        if (value == null) throw new IllegalStateException("the route has no {" + name + "}");
        if (value.indexOf('\0') >= 0) throw new InvalidInput("", "the path contains a NUL character; remove it");
        return value;
    }

    /** Whether the path has a part of this name. */
    public boolean hasPath(String name) {
        return said.pathParameters().containsKey(name);
    }

    public Query query() {
        return said.query();
    }

    /** The body as this record. Fails with {@link InvalidInput}, also when there is none: it may be lost on the way. */
    public <T> T body(Class<T> type) {
        if (said.isEmpty()) {
            throw new InvalidInput("", "the body is empty, so nothing was done; send a JSON object, {} without fields");
        }
        return said.read() == null ? Json.read(said.body(), type) : Json.read(said.read(), type);
    }

    /** The body as it is, after inflation. Must not be changed. */
    public byte[] bytes() {
        return said.body();
    }

    /**
     * Does work that costs as much as the body is long: on the event loop when that is short, else on another thread.
     * Completes on the event loop.
     */
    public <T> Future<T> work(Callable<T> task) {
        return door.work().on(said.body().length, task);
    }

    /**
     * Takes memory for what is made of the body and lives until the answer. Fails with
     * {@link dev.signalbox.hub.command.Refused}, {@code overloaded} or {@code too_large}, when there is no more. Any
     * thread, one at a time.
     */
    public void hold(long bytes) {
        door.hold(bytes);
    }

    /** Whether the caller showed a public key only: it may send scores, whatever its role may. */
    public boolean isPublic() {
        return isPublic;
    }

    /** The same of a wish that needs no field, as a deletion: no body is an object without fields. */
    public JsonNode bodyTreeIfAny() {
        return said.isEmpty() ? Json.object() : bodyTree();
    }

    /** The body as a tree of an object. Fails with {@link InvalidInput}, also when there is none. */
    public JsonNode bodyTree() {
        JsonNode tree = said.read() == null ? body(JsonNode.class) : said.read();
        if (!tree.isObject()) throw new InvalidInput("", "the body must be a JSON object");
        return tree;
    }

    /** The {@code Idempotency-Key}, quoted or bare; null when there is none. */
    public @Nullable String idempotencyKey() {
        String key = header("Idempotency-Key");
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
        return Conditions.expectedVersion(said.headers());
    }

    /** Whether only the head of the answer is wanted: a stream then must not begin. */
    public boolean isHead() {
        return http.method().equals(HttpMethod.HEAD);
    }

    /** Whether the caller would rather have the first type, as {@code text/event-stream}, than the other. */
    public boolean prefers(String type, String other) {
        return Accepted.prefers(type, other, accepted);
    }

    /** Whether the caller names the type among those that it takes. */
    public boolean accepts(String type) {
        return Accepted.names(type, accepted);
    }

    /** The position that a read must have reached, from {@code Signalbox-At-Least}; 0 when the caller does not care. */
    public long atLeast() {
        String position = header("Signalbox-At-Least");
        if (position == null) return 0;
        if (POSITION.matcher(position).matches()) return Long.parseLong(position);
        throw new InvalidInput(
                "", "the header Signalbox-At-Least must be a position, as Signalbox-Position of an answer had it");
    }

    /** The trace id of {@code traceparent}; null when there is none, or more than one. */
    public @Nullable String correlationId() {
        TraceParent trace = trace();
        return trace == null ? null : trace.traceId();
    }

    private @Nullable TraceParent trace() {
        List<String> parents = headers("traceparent");
        return parents.size() == 1 ? TraceParent.parse(parents.get(0)) : null;
    }

    /** A header by its name; null when there is none. */
    public @Nullable String header(String name) {
        return said.headers().get(name);
    }

    /** All values of a header, one a line. */
    public List<String> headers(String name) {
        return said.headers().getAll(name);
    }

    /** What the door does for it until it is answered. */
    Door door() {
        return door;
    }

    /** The names of all headers, as they came. */
    public List<String> headerNames() {
        return List.copyOf(said.headers().names());
    }

    /**
     * Scheme and host under which the caller speaks to the hub, {@code https://hub.example.org}, as far as it says so:
     * for texts that people read, never for a decision.
     */
    public String origin() {
        boolean sealed = isSealed();
        String host = http.getHeader("Host");
        boolean plain = host != null && HOST.matcher(host).matches();
        return (sealed ? "https://" : "http://") + (plain ? host : "127.0.0.1:7433");
    }

    /**
     * Whether the caller speaks TLS, to the hub or to what stands before it, as far as it says so: for what only the
     * caller gains or loses by.
     */
    public boolean isSealed() {
        return http.isSSL() || "https".equals(http.getHeader("X-Forwarded-Proto"));
    }

    /** The event loop of the connection: one object for all requests of the loop. */
    public Context eventLoop() {
        return eventLoop;
    }

    /**
     * Breaks the answer off and drops what waits to be written of it: over HTTP/1.1 with the connection, over HTTP/2
     * without its neighbours there. Vert.x itself would first wait until the other side has taken that, which it may
     * never do.
     */
    public void cut() {
        VertxInternals.cut(http);
    }

    /**
     * Runs the task, on the event loop of the connection, when the hub stops: it takes no more connections then, and
     * waits a moment for what is under way on this one.
     *
     * @return forgets the task, for a connection that lives longer than what the task is about
     */
    public Runnable onStop(Runnable task) {
        return VertxInternals.onShutdown(http.connection(), task);
    }

    /** Where a handler that answers {@link Answer#streaming} writes. */
    public HttpServerResponse response() {
        return http.response();
    }
}
