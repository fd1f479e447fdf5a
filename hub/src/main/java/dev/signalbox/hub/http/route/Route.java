package dev.signalbox.hub.http.route;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * One declared route.
 *
 * @param path with names in braces, as OpenAPI writes it: {@code /v1/questions/{id}}
 * @param parameters the query parameters that it knows; any other is refused by name, unless the protocol says
 *     otherwise
 * @param protocol how its clients speak
 * @param conditional whether its handler judges {@link Request#expectedVersion}; another route that writes refuses
 *     every precondition
 * @param need memory that an answer may take
 */
public record Route(
        HttpMethod method,
        String path,
        Permission permission,
        List<String> parameters,
        Protocol protocol,
        boolean conditional,
        Need need,
        Handler handler) {
    public Route {
        parameters = List.copyOf(parameters);
        if (need != Need.NONE && !method.equals(HttpMethod.GET)) {
            throw new IllegalArgumentException("the body of " + method + " " + path + " would wait for memory");
        }
        if (!path.startsWith("/")) throw new IllegalArgumentException("a path begins with a slash: " + path);
    }

    /** The methods that it takes: {@code HEAD} wherever there is {@code GET} (RFC 9110, section 9.1). */
    public List<HttpMethod> methods() {
        return method.equals(HttpMethod.GET) ? List.of(HttpMethod.GET, HttpMethod.HEAD) : List.of(method);
    }

    /**
     * Answers a request. Runs on an event loop: it must not block. A thrown exception and a failed future become the
     * problem answer that {@code Problems} knows for them.
     */
    @FunctionalInterface
    public interface Handler {
        Future<Answer> answer(Request request);
    }
}
