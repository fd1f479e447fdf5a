package dev.signalbox.hub.trace.model;

/** The kind of thing that a contribution is about. */
public enum Kind {
    TRACE,
    OBSERVATION,
    SCORE
}
