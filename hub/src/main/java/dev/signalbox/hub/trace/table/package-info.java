/**
 * The tables of traces, the one place where they are written: how a range of events becomes rows, and how what is
 * deleted leaves them.
 */
@NullMarked
package dev.signalbox.hub.trace.table;

import org.jspecify.annotations.NullMarked;
