package dev.signalbox.hub.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The spaces that are served behind one door beside the one that every hub has. Any thread. */
public interface Spaces {
    /** Those of a hub that has no other. */
    Spaces NONE = new Spaces() {
        @Override
        public @Nullable String of(HttpServerRequest request) {
            return null;
        }

        @Override
        public Future<Handler<HttpServerRequest>> enter(String space) {
            throw new IllegalStateException("there is no space " + space);
        }
    };

    /** The name of the space that a request is for, by its key; null for the default one. Answers at once. */
    @Nullable
    String of(HttpServerRequest request);

    /**
     * What answers one request of a space, on the event loop that calls it, and must be called; opens the space when
     * nobody has used it for a while. Completes on any thread. Fails with what the caller is told.
     */
    Future<Handler<HttpServerRequest>> enter(String space);
}
