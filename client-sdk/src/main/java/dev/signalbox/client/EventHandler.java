package dev.signalbox.client;

import dev.signalbox.client.local.Tx;
import dev.signalbox.wire.Event;

/** What a program does with an event. */
@FunctionalInterface
public interface EventHandler {
    /**
     * Takes one event. What it does through {@code tx} happens exactly once; what it does elsewhere may happen again
     * after a crash. When it throws, nothing was done and the same event comes again after a while, before any later
     * one. It must not call the client's blocking methods: it runs inside the store's transaction.
     */
    void on(Event event, Tx tx);
}
