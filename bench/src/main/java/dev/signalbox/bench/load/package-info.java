/**
 * The load generator: one thread over plain sockets, so that it takes little of the machine that it measures. It reads
 * and writes just the HTTP and the event streams that the hub speaks.
 */
@NullMarked
package dev.signalbox.bench.load;

import org.jspecify.annotations.NullMarked;
