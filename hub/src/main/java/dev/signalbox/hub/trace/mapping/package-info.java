/**
 * The mapping of what clients sent: what an event says about traces, observations and scores. Pure, and total: whatever
 * the JSON is, the answer is contributions and warnings, never an exception. Events keep what came, so a better mapping
 * needs only a rebuild of the tables.
 */
@NullMarked
package dev.signalbox.hub.trace.mapping;

import org.jspecify.annotations.NullMarked;
