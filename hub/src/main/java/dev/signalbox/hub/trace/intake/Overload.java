package dev.signalbox.hub.trace.intake;

import dev.signalbox.wire.Problem;

/**
 * The answer to overload, the one after which every exporter comes again with the same data: many drop it after 429 or
 * 500, and some when they are told to wait for long.
 */
final class Overload {
    static final int STATUS = 503;
    /** Exporters give up after six tries; at this pause those outlast a hub that is started anew. */
    static final int RETRY_AFTER_SECONDS = 2;

    private Overload() {}

    /** The status of a problem at these doors. */
    static int statusOf(Problem problem) {
        return problem.status() == 429 || problem.status() >= 500 ? STATUS : problem.status();
    }
}
