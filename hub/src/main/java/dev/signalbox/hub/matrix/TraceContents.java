package dev.signalbox.hub.matrix;

import io.vertx.core.Future;

/** What traces there are: asked before another retention of theirs comes into force. */
@FunctionalInterface
public interface TraceContents {
    /** How many traces would be over at this moment. */
    Future<Long> over(TraceRetention retention);
}
