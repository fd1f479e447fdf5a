/** Followers that fold events into tables, with their checkpoints, rebuilds and read-your-writes. */
@NullMarked
package dev.signalbox.hub.projection;

import org.jspecify.annotations.NullMarked;
