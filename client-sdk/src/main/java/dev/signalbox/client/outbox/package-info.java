/** The durable queue of commands that the hub has not answered yet, and the one sender of a store. */
@NullMarked
package dev.signalbox.client.outbox;

import org.jspecify.annotations.NullMarked;
