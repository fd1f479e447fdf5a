/** How events leave the hub: endpoints, what each of them still has to get, and what became of it. */
@NullMarked
package dev.signalbox.hub.delivery;

import org.jspecify.annotations.NullMarked;
