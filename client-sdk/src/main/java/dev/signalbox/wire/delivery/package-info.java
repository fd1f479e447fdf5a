/** Where events go when they leave the hub, and what became of them, as the hub shows it. */
@NullMarked
package dev.signalbox.wire.delivery;

import org.jspecify.annotations.NullMarked;
