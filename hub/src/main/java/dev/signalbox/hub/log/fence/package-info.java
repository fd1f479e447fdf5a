/** A gate before all appends of a hub, for the moment in which its data goes elsewhere. */
@NullMarked
package dev.signalbox.hub.log.fence;

import org.jspecify.annotations.NullMarked;
