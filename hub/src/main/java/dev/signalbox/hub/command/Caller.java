package dev.signalbox.hub.command;

import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a command, and how it came.
 *
 * @param via the door: http, bus, timer …
 * @param trace what the caller's own tracing calls this piece of work; null when it did not say
 * @param once whether nobody can repeat the command: the hub made its id up, and tells it to nobody
 * @param rehearses whether the caller only wants to know what would be answered; nothing is written
 */
public record Caller(
        Principal principal, String via, @Nullable TraceParent trace, boolean once, boolean rehearses) {
    public static final Caller TIMER = new Caller(Principal.SYSTEM, "timer", null);

    /** One who names its commands, and may repeat them. */
    public Caller(Principal principal, String via, @Nullable TraceParent trace) {
        this(principal, via, trace, false, false);
    }

    /** The same, of a command whose id only the hub knows. */
    public Caller onlyOnce() {
        return new Caller(principal, via, trace, true, rehearses);
    }

    /** The same, who only wants to know what would be answered. */
    public Caller rehearsing() {
        return new Caller(principal, via, trace, once, true);
    }
}
