/** The doors of the log: events as pages, as live streams over HTTP, and on the event bus. */
@NullMarked
package dev.signalbox.hub.stream;

import org.jspecify.annotations.NullMarked;
