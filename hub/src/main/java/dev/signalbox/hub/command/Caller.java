package dev.signalbox.hub.command;

import dev.signalbox.hub.matrix.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a command, and how it came.
 *
 * @param via the door: http, bus, timer …
 * @param correlationId what the caller's own tracing calls this piece of work; null when it did not say
 */
public record Caller(
        Principal principal, String via, @Nullable String correlationId) {
    public static final Caller TIMER = new Caller(Principal.SYSTEM, "timer", null);
}
