/** The client of a Signalbox hub: one durable store beside the program, and everything shared through the hub. */
@NullMarked
package dev.signalbox.client;

import org.jspecify.annotations.NullMarked;
