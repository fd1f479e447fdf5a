package dev.signalbox.hub.projection;

import dev.signalbox.wire.Limits;
import io.vertx.core.Future;

/** How a reader waits until a table holds what the reader may expect: read-your-writes. */
@FunctionalInterface
public interface Freshness {
    /**
     * Completes when the table holds everything that this node has acknowledged, and everything up to {@code atLeast}.
     * Fails with {@code projection_lagging} after {@link Limits#READ_YOUR_WRITES_WAIT_MAX}.
     *
     * @param atLeast a position that the reader has seen, also on another node; 0 for none
     */
    Future<Void> caughtUp(long atLeast);
}
