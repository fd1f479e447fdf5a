package dev.signalbox.hub.http.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a space for a door that says the same in other words. A wish passes the permission of its route, takes
 * the memory that the answer may need, and is answered by the route's handler, as if it had come over HTTP: so such a
 * door has no rights, no rules and no limits of its own. Belongs to the event loop of the request that it is made of.
 */
public final class InnerDoor {
    private static final byte[] NO_BODY = {};
    /** An answer is in memory as its route makes it, and as this door says it again in the same breath. */
    private static final int TOLD = 2;

    private final RouteTable doors;
    private final String via;

    /** @param via the door, as commands name it */
    public InnerDoor(RouteTable doors, String via) {
        this.doors = doors;
        this.via = via;
    }

    /**
     * What is wished of a route.
     *
     * @param path as it was declared, {@code /v1/questions/{id}}
     * @param names what stands for the names in the path
     * @param body read strictly; null when there is none
     * @param version that a write expects; null for any
     */
    public record Wish(
            HttpMethod method,
            String path,
            Map<String, String> names,
            Map<String, String> query,
            @Nullable JsonNode body,
            @Nullable Long version) {
        /** A read. */
        public static Wish get(String path, Map<String, String> names, Map<String, String> query) {
            return new Wish(HttpMethod.GET, path, names, query, null, null);
        }

        /** A write. */
        public static Wish send(
                HttpMethod method, String path, Map<String, String> names, JsonNode body, @Nullable Long version) {
            return new Wish(method, path, names, Map.of(), body, version);
        }
    }

    /** Whether there is such a route, and who asks may pass it now. */
    public boolean isOpenTo(Request by, HttpMethod method, String path) {
        Route route = doors.find(method, path);
        return route != null && by.door().admission(route).holds();
    }

    /** The same for a wish that is waited for as long as the outer request is. */
    public Future<Answer> ask(Request by, Wish wish) {
        return ask(by, wish, null);
    }

    /**
     * What the route answers. Fails as the route does, with {@link Refused} when who asks may not pass it, or there is
     * none: a hub without the feature.
     *
     * @param left completes when nobody waits for the answer any more; null for as long as the outer request is
     */
    public Future<Answer> ask(Request by, Wish wish, @Nullable Future<Void> left) {
        Route route = doors.find(wish.method(), wish.path());
        if (route == null) {
            return Future.failedFuture(new Refused(ProblemCode.NOT_FOUND, "this hub has no " + wish.path()));
        }
        try {
            Admission right = by.door().admission(route);
            right.renew();
            Query query = new Query(
                    route.parameters(), MultiMap.caseInsensitiveMultiMap().addAll(wish.query()));
            Request.Said said = new Request.Said(via, wish.names(), query, headersOf(by, wish), NO_BODY, wish.body());
            boolean read = wish.method().equals(HttpMethod.GET);
            return by.door()
                    .room(TOLD * route.need().bytes(query))
                    .compose(giveBack -> Future.succeededFuture()
                            .compose(taken -> route.handler().answer(by.inner(right, said, left)))
                            .andThen(made -> giveBack.run()))
                    .map(answer -> {
                        if (read) right.renew();
                        return answer;
                    });
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static MultiMap headersOf(Request by, Wish wish) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        by.headers("traceparent").forEach(parent -> headers.add("traceparent", parent));
        Long version = wish.version();
        if (version != null) headers.set("If-Match", "\"" + version + "\"");
        return headers;
    }
}
