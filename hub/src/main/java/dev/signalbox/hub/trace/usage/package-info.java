/**
 * What tokens are called and how many they are: the one table of spellings, and how counts of any maker are read so
 * that each token counts once. Pure.
 */
@NullMarked
package dev.signalbox.hub.trace.usage;

import org.jspecify.annotations.NullMarked;
