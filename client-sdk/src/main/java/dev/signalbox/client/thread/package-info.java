/** Threads of the client and their waits: for an answer, for the next try, for their end. Knows no hub and no store. */
@NullMarked
package dev.signalbox.client.thread;

import org.jspecify.annotations.NullMarked;
