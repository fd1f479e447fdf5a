/**
 * The HTTP server: its door, its router, bodies and their limits, the one mapping from failures to problem answers, and
 * metrics.
 */
@NullMarked
package dev.signalbox.hub.http;

import org.jspecify.annotations.NullMarked;
