/** Following the log from a checkpoint in the store: what programs, and replicas, build their reading on. */
@NullMarked
package dev.signalbox.client.follow;

import org.jspecify.annotations.NullMarked;
