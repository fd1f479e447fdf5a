/** The hub's figures, for Prometheus. */
@NullMarked
package dev.signalbox.hub.metrics;

import org.jspecify.annotations.NullMarked;
