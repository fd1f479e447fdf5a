package dev.signalbox.hub.http;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.admission.Gate;
import dev.signalbox.hub.http.admission.OwnNames;
import dev.signalbox.hub.http.admission.RateGate;
import dev.signalbox.hub.http.admission.RateLimited;
import dev.signalbox.hub.http.admission.StartupGate;
import dev.signalbox.hub.http.route.Admission;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.BodyRule;
import dev.signalbox.hub.http.route.Conditions;
import dev.signalbox.hub.http.route.GrpcProtocol;
import dev.signalbox.hub.http.route.HookProtocol;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request from the server to the handler of its route: gate, query, body, answer. Makes one Vert.x router for
 * each event loop, all with the same routes.
 */
public final class HttpRouter implements Supplier<Router> {
    private static final Set<HttpMethod> WITH_BODY =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    private static final byte[] NO_BODY = {};
    /** Smaller answers are not counted. */
    private static final int LARGE_ANSWER_BYTES = 64 * 1024;
    /** How long a browser may remember that it is let through. */
    private static final int PREFLIGHT_SECONDS = 3600;

    private final String space;
    private final Vertx vertx;
    private final List<Route> routes;
    private final Consumer<Router> bridge;
    private final Gate gate;
    private final OwnNames names;
    private final OtherSites otherSites;
    private final SharedLimits shared;
    private final Function<Protocol, BodyMemory> bodies;
    private final AnswerMemory.Part answers;
    private final RequestTimes times;
    private final Map<String, Protocol> foreign;
    /** The paths of gRPC, each a service and a method. */
    private final Set<String> calls;

    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param space whose routes they are
     * @param shared with the routers of other spaces
     * @param doors with every route declared
     * @param origins of pages that may use the hub's own doors
     * @param bridge mounts what is no route of ours: the SockJS bridge, which authenticates frame by frame
     */
    public HttpRouter(
            String space,
            Vertx vertx,
            HttpOptions options,
            SharedLimits shared,
            RouteTable doors,
            Consumer<Router> bridge,
            MatrixInForce matrix,
            Authentication authentication,
            RateGate rates,
            StartupGate opening,
            Supplier<List<String>> origins,
            Metrics metrics) {
        this.otherSites = new OtherSites(origins);
        this.space = space;
        this.vertx = vertx;
        this.routes = doors.routes();
        this.bridge = bridge;
        this.gate = new Gate(space, authentication, rates, matrix, options.client(), opening);
        this.names = options.names();
        this.shared = shared;
        this.bodies = shared.bodies(space);
        this.answers = shared.answers(space);
        this.times = new RequestTimes(metrics);
        this.foreign = doors.foreign();
        this.calls = routes.stream()
                .filter(route -> route.protocol() instanceof GrpcProtocol)
                .map(Route::path)
                .collect(toUnmodifiableSet());
    }

    /** A router for the event loop that calls. */
    @Override
    public Router get() {
        Context eventLoop = vertx.getOrCreateContext();
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            SecurityHeaders.on(context.response());
            if (isClear(context)) context.next();
        });
        router.route(OtherSites.PATH).handler(otherSites);
        for (String prefix : foreign.keySet()) router.route(prefix + "*").handler(openToOtherSites());
        mostExactFirst().forEach((path, methods) -> mount(router, path, methods, eventLoop));
        router.route().handler(context -> {
            context.put(Admission.SHOWED_KEY, (Runnable)
                    () -> shared.known(context.request().connection()));
            context.next();
        });
        bridge.accept(router);
        router.errorHandler(403, context -> refuse(context, badOrigin()));
        router.errorHandler(404, context -> refuse(context, notFound(context.request())));
        router.errorHandler(400, context -> {
            if (isClear(context)) refuse(context, notDecodable());
        });
        router.errorHandler(500, context -> refuse(context, Problems.of(failureOf(context), "a request")));
        return router;
    }

    /** Whether the head says one thing, and to this hub; else it has been answered. */
    private boolean isClear(RoutingContext context) {
        try {
            RequestHead.refuseUnclear(context.request());
            names.refuseOthers(context.request());
            String url = context.request().uri();
            if (url == null) refuse(context, Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "the hub is no proxy"));
            else if (!UrlBytes.areUtf8(url)) refuse(context, notDecodable());
            else if (UrlBytes.namesFolders(url)) refuse(context, namesFolders());
            else if (url.length() > Limits.URL_BYTES_MAX) refuse(context, InvalidRequests.urlTooLong());
            else if (isLostCall(context.request())) refuse(context, noSuchCall());
            else return true;
        } catch (InvalidInput unclear) {
            refuse(context, Problem.invalid(unclear));
        } catch (Refused other) {
            refuse(context, other.problem());
        }
        return false;
    }

    /** Whether it is a call of gRPC, which there are over HTTP/2 only. */
    private static boolean isCall(HttpServerRequest http) {
        return http.version() == HttpVersion.HTTP_2 && GrpcProtocol.isOf(http.getHeader(HttpHeaders.CONTENT_TYPE));
    }

    private boolean isLostCall(HttpServerRequest http) {
        boolean isCall = GrpcProtocol.isOf(http.getHeader(HttpHeaders.CONTENT_TYPE));
        return isCall && !(isCall(http) && calls.contains(http.path()));
    }

    /** Routes by path; a word before the brace of a parameter in its place, as OpenAPI has it. */
    private SortedMap<String, List<Route>> mostExactFirst() {
        return routes.stream().collect(groupingBy(Route::path, TreeMap::new, toList()));
    }

    private void mount(Router router, String path, List<Route> routesOfPath, Context eventLoop) {
        String pattern = vertxPath(path);
        Set<String> allowed = new TreeSet<>();
        for (Route route : routesOfPath) {
            for (HttpMethod method : route.methods()) {
                allowed.add(method.name());
                router.route(method, pattern).handler(context -> serve(route, context, eventLoop));
            }
        }
        // Where any name may stand, what is not taken is not there.
        if (!path.startsWith("/{")) {
            router.route(pattern).handler(context -> methodNotAllowed(context, String.join(", ", allowed)));
        }
    }

    /** Requests that are not answered yet. */
    public int underWay() {
        return underWay.get();
    }

    private void serve(Route route, RoutingContext context, Context eventLoop) {
        long started = System.nanoTime();
        underWay.incrementAndGet();
        BodyMemory body = bodies.apply(route.protocol());
        AnswerMemory.Share memory = answers.share();
        HttpServerRequest http = context.request();
        Promise<Answer> told = Promise.promise();
        Patience patience = new Patience(vertx, route.protocol(), http, told);
        answer(route, context, eventLoop, body, memory, patience)
                .otherwise(failure -> answerOf(failure, route, http))
                .onSuccess(answer -> {
                    body.release();
                    told.tryComplete(answer);
                });
        told.future().onSuccess(answer -> send(Conditions.judged(answer, http), memory, route, http, started));
    }

    /** A large answer stays in memory until the other side has taken it. */
    private void send(Answer answer, AnswerMemory.Share memory, Route route, HttpServerRequest http, long started) {
        memory.becomes(answer.bytes() > LARGE_ANSWER_BYTES ? answer.bytes() : 0);
        times.record(route, answer.countedStatus(), started);
        Future<Void> taking = answer.writeTo(http.response(), isHead(http));
        StreamPatience.forAnswer(vertx, http, answer.bytes(), taking);
        taking.onComplete(taken -> {
            underWay.decrementAndGet();
            memory.release();
            // Half of an answer helps nobody who waits for the rest.
            if (taken.failed()) VertxInternals.cut(http);
        });
    }

    private Future<Answer> answer(
            Route route,
            RoutingContext context,
            Context eventLoop,
            BodyMemory body,
            AnswerMemory.Share memory,
            Patience patience) {
        try {
            HttpServerRequest http = context.request();
            Principal principal = gate.admit(route, http);
            patience.begin(http::getHeader);
            if (principal != null) shared.known(http.connection());
            Conditions.refuseUnjudged(route, http);
            Query query = route.protocol().knowsItsParameters()
                    ? new Query(route.parameters(), queryOf(context))
                    : Query.lenient(queryOf(context));
            List<MIMEHeader> accepted = context.parsedHeaders().accept();
            boolean isPublic = Gate.publicKeyOf(route.protocol(), http) != null;
            Admission admission = shared.admissions().of(() -> gate.readmit(route, principal));
            return memory.take(route.need().bytes(query))
                    .compose(taken -> body(route, http, body))
                    .map(patience::stillThere)
                    .compose(bytes -> route.handler()
                            .answer(new Request(
                                    http,
                                    eventLoop,
                                    principal,
                                    admission,
                                    new Request.Said(context.pathParams(), query, http.headers(), bytes),
                                    accepted,
                                    new RequestDoor(
                                            shared, body, answers, other -> () -> gate.readmit(other, principal)),
                                    isPublic)))
                    // What was read is shown to nobody whose right to it ended meanwhile; what was written is done.
                    .map(answer -> {
                        if (route.method().equals(HttpMethod.GET) && !answer.isStreaming()) admission.renew();
                        return answer;
                    });
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private Future<byte[]> body(Route route, HttpServerRequest http, BodyMemory memory) {
        if (!WITH_BODY.contains(route.method())) return Future.succeededFuture(NO_BODY);
        BodyRule rule = route.protocol().bodies();
        Protocol protocol = route.protocol();
        String encoding = Inflation.encodingOf(http, protocol.encodingHeader(), rule);
        ByteBudget.Share share = memory.bytes();
        Future<byte[]> whole = Body.of(vertx, http, rule, share, encoding != null)
                .compose(bytes -> {
                    Protocol.Content content = protocol.contentOf(bytes, encoding != null);
                    if (encoding == null || !content.compressed()) return Future.succeededFuture(content.bytes());
                    return shared.work()
                            .elsewhere(() -> Inflation.inflate(content.bytes(), encoding, rule.bytesMax(), share));
                });
        String contentType = http.getHeader(HttpHeaders.CONTENT_TYPE);
        // Those of the hub's own are short, and must not wait behind long ones of others.
        if (protocol == Protocol.OWN) return whole.map(bytes -> grown(bytes, protocol, contentType, memory));
        return whole.compose(
                bytes -> shared.work().on(bytes.length, () -> grown(bytes, protocol, contentType, memory)));
    }

    private static byte[] grown(byte[] body, Protocol protocol, @Nullable String contentType, BodyMemory memory) {
        memory.grow(protocol.treeBytes(body, contentType));
        return body;
    }

    private static MultiMap queryOf(RoutingContext context) {
        try {
            return context.queryParams();
        } catch (RuntimeException malformed) {
            throw new InvalidInput("", "the query is not encoded as UTF-8; encode it so, with percent signs");
        }
    }

    private Answer answerOf(Throwable failure, Route route, HttpServerRequest http) {
        Problem problem = Problems.of(ofOneStore(failure), route.method() + " " + route.path());
        Answer answer = route.protocol().refusal(problem, http.getHeader(HttpHeaders.CONTENT_TYPE));
        boolean own = route.protocol() == Protocol.OWN;
        if (own && isOfPage(http)) answer.withoutBasic();
        return own && failure instanceof RateLimited limited ? answer.retryAfter(limited.retryAfterSeconds()) : answer;
    }

    /** Whether a page in a browser asks, and not a person who opens an address: that would be asked for a password. */
    private static boolean isOfPage(HttpServerRequest http) {
        String agent = http.getHeader(HttpHeaders.USER_AGENT);
        String accept = http.getHeader(HttpHeaders.ACCEPT);
        return agent != null && agent.startsWith("Mozilla/") && !(accept != null && accept.contains("text/html"));
    }

    /** What is the end of a hub is that of one space, when it is another than the default one. */
    private Throwable ofOneStore(Throwable failure) {
        return failure instanceof StoreBroken && !space.equals(Space.DEFAULT) ? Problems.damagedSpace() : failure;
    }

    private void methodNotAllowed(RoutingContext context, String allowed) {
        context.response().putHeader("Allow", allowed);
        if (context.request().method().equals(HttpMethod.OPTIONS) && protocolOf(context) != Protocol.OWN) {
            context.response().setStatusCode(204).end();
            return;
        }
        refuse(context, Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "this path takes " + allowed + " only"));
    }

    private void refuse(RoutingContext context, Problem problem) {
        if (context.response().ended()) return;
        if (context.response().headWritten()) VertxInternals.cut(context.request());
        else {
            protocolOf(context)
                    .refusal(problem, context.request().getHeader(HttpHeaders.CONTENT_TYPE))
                    .writeTo(context.response(), isHead(context.request()));
        }
    }

    /** The protocol to which a path belongs that no route answers. */
    private Protocol protocolOf(RoutingContext context) {
        if (isCall(context.request())) return GrpcProtocol.UNSERVED;
        Protocol hook = HookProtocol.of(context.request());
        if (hook != null) return hook;
        String path = context.request().path();
        for (Map.Entry<String, Protocol> entry : foreign.entrySet()) {
            if (path != null && path.startsWith(entry.getKey())) return entry.getValue();
        }
        return Protocol.OWN;
    }

    /**
     * Pages of any site, with any header: a page must bring a key of its own, for the cookie of the hub counts for its
     * own page alone.
     */
    private static CorsHandler openToOtherSites() {
        return CorsHandler.create()
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE))
                .maxAgeSeconds(PREFLIGHT_SECONDS);
    }

    private static boolean isHead(HttpServerRequest http) {
        return http.method().equals(HttpMethod.HEAD);
    }

    private static Problem noSuchCall() {
        return Problem.of(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                "over gRPC, which needs HTTP/2, the hub takes Export of OpenTelemetry's TraceService, LogsService and"
                        + " MetricsService, version v1, and nothing else; GET /openapi.yaml lists what it takes over"
                        + " HTTP");
    }

    private static Problem badOrigin() {
        return Problem.of(ProblemCode.FORBIDDEN, "the header Origin is not one");
    }

    private static Problem notFound(HttpServerRequest http) {
        return Problem.of(
                ProblemCode.NOT_FOUND, "nothing is at " + shown(http.path()) + "; GET /openapi.yaml lists every path");
    }

    private static Problem notDecodable() {
        return Problem.of(ProblemCode.INVALID, "the URL is not encoded as UTF-8; encode it so, with percent signs");
    }

    private static Problem namesFolders() {
        return Problem.of(
                ProblemCode.INVALID,
                "a part of the path is . or .., which stands for a folder and names no thing, also when it is encoded;"
                        + " ask by a query, as GET /v1/traces?sessionId=..");
    }

    private static String shown(@Nullable String path) {
        if (path == null) return "this path";
        return path.length() <= 100 ? path : path.substring(0, 100) + "…";
    }

    private static Throwable failureOf(RoutingContext context) {
        return context.failure() == null ? new IllegalStateException("no cause is known") : context.failure();
    }

    /** Vert.x writes {@code :id} where OpenAPI writes {@code {id}}. */
    private static String vertxPath(String path) {
        return path.replaceAll("\\{([A-Za-z]+)}", ":$1");
    }
}
