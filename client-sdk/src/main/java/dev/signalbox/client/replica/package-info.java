/** Copies of shared tables in the program's store, kept up by the event stream and read without the hub. */
@NullMarked
package dev.signalbox.client.replica;

import org.jspecify.annotations.NullMarked;
