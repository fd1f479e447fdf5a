/** A way by which one event leaves the hub, whichever it is: what goes, and how it ended. */
@NullMarked
package dev.signalbox.hub.delivery.channel;

import org.jspecify.annotations.NullMarked;
