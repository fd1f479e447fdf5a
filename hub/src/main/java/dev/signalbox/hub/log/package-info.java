/** The log: append, read, follow. One insert-only table, the same on both engines, and one way to follow it. */
@NullMarked
package dev.signalbox.hub.log;

import org.jspecify.annotations.NullMarked;
