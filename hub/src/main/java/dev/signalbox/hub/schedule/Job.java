package dev.signalbox.hub.schedule;

import io.vertx.core.Future;

/** Something that goes on for as long as the hub runs: a timer, a door, or a single step of the start. */
public interface Job {
    /** Begins it. The hub opens when all have begun; a failure ends the start of the hub. */
    Future<?> start();

    /** Ends it. Called once, also when the start failed behind it. */
    default Future<?> close() {
        return Future.succeededFuture();
    }
}
