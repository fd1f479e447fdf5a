/** The jobs of traces, work that goes on by itself: pricing anew, erasing what was deleted, and retention. */
@NullMarked
package dev.signalbox.hub.trace.job;

import org.jspecify.annotations.NullMarked;
