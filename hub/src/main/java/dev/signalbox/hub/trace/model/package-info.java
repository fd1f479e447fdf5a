/**
 * The model of traces: how what many events say about one trace, observation or score becomes one thing, whatever their
 * order. Pure.
 */
@NullMarked
package dev.signalbox.hub.trace.model;

import org.jspecify.annotations.NullMarked;
