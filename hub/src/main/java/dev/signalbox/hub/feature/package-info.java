/** The one shape of everything that the hub can do: what a feature registers, and when it is asked. */
@NullMarked
package dev.signalbox.hub.feature;

import org.jspecify.annotations.NullMarked;
