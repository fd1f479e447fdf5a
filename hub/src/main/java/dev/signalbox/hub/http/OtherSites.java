package dev.signalbox.hub.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lets pages of the origins that signalbox.yaml names use the hub's own doors from a browser (CORS, as the Fetch
 * standard has it). Credentials of a browser are never allowed: the cookie of the hub is for its own page, and another
 * shows a key that it was given. Any thread.
 *
 * @param origins that are let in; none by default
 */
record OtherSites(Supplier<List<String>> origins) implements Handler<RoutingContext> {
    /** Where the doors are. */
    static final String PATH = "/v1/*";

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String HEADERS = "Authorization, X-API-Key, Content-Type, Accept, Idempotency-Key, If-Match,"
            + " If-None-Match, Last-Event-ID, Cache-Control, Signalbox-At-Least, Signalbox-Seen, Signalbox-Space,"
            + " traceparent";
    private static final String SHOWN = "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Signalbox-Position";
    private static final String PRIVATE_NETWORK = "Access-Control-Request-Private-Network";
    /** How long a browser may remember what it was told. */
    private static final String SECONDS = "600";

    @Override
    public void handle(RoutingContext context) {
        List<String> allowed = origins.get();
        MultiMap answer = context.response().headers();
        if (!allowed.isEmpty()) answer.add("Vary", "Origin");
        String origin = context.request().getHeader("Origin");
        if (origin == null || !allowed.contains(origin)) {
            context.next();
            return;
        }
        answer.set("Access-Control-Allow-Origin", origin).set("Access-Control-Expose-Headers", SHOWN);
        boolean preflight = context.request().method().equals(HttpMethod.OPTIONS)
                && context.request().headers().contains("Access-Control-Request-Method");
        if (preflight) allow(context);
        else context.next();
    }

    private static void allow(RoutingContext context) {
        MultiMap answer = context.response().headers();
        answer.set("Access-Control-Allow-Methods", METHODS)
                .set("Access-Control-Allow-Headers", HEADERS)
                .set("Access-Control-Max-Age", SECONDS);
        if (context.request().headers().contains(PRIVATE_NETWORK)) {
            answer.set("Access-Control-Allow-Private-Network", "true");
        }
        context.response().setStatusCode(204).end();
    }
}
