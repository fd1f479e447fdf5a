/** What is done to traces by command: deletions and prices. */
@NullMarked
package dev.signalbox.hub.trace.command;

import org.jspecify.annotations.NullMarked;
