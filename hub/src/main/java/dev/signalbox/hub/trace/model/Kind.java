package dev.signalbox.hub.trace.model;

/** What a contribution is about. */
public enum Kind {
    TRACE,
    OBSERVATION,
    SCORE
}
