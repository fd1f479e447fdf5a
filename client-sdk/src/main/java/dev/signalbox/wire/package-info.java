/**
 * The contract that hub and clients both speak: events, commands, resources, problems, limits, and the one configured
 * JSON mapper. Records here are immutable and validate themselves; nothing here does I/O, and nothing here knows
 * Vert.x.
 */
@NullMarked
package dev.signalbox.wire;

import org.jspecify.annotations.NullMarked;
