/** Work that the clock begins: deadlines of things, and jobs that come again. */
@NullMarked
package dev.signalbox.hub.schedule;

import org.jspecify.annotations.NullMarked;
