/** Where events go when they leave the hub, and what became of them. */
@NullMarked
package dev.signalbox.cli.delivery;

import org.jspecify.annotations.NullMarked;
