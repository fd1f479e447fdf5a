package dev.signalbox.cli.slack;

import java.time.Duration;

/** A method may not be called for a while; nothing was done. */
final class SlackBusy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration rest;

    SlackBusy(String method, Duration rest) {
        super("Slack takes no " + method + " for " + Math.max(1, rest.toSeconds()) + " s");
        this.rest = rest;
    }

    /** How long it may not be called. */
    Duration rest() {
        return rest;
    }
}
