/**
 * Resources: what the hub shows of questions, notifications, keys, the roadmap, rows, traces and itself. Immutable
 * records; one field here is one field of the JSON.
 */
@NullMarked
package dev.signalbox.wire.resource;

import org.jspecify.annotations.NullMarked;
