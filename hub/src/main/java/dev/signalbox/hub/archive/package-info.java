/**
 * The portable form of a log: segments of events in order, checked by the log's own chain, with a manifest beside them.
 * Backup, restore, move and compare are uses of it (ADR 25).
 */
@NullMarked
package dev.signalbox.hub.archive;

import org.jspecify.annotations.NullMarked;
