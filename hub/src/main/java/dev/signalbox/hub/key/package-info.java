/**
 * Keys: who lets which program in, under which role; the ring that knows them in memory, and the trail of those
 * refused.
 */
@NullMarked
package dev.signalbox.hub.key;

import org.jspecify.annotations.NullMarked;
