/** What tools that watch something say of it, each in its own form: alerts that become notifications. */
@NullMarked
package dev.signalbox.hub.inbound;

import org.jspecify.annotations.NullMarked;
