/**
 * Finding again what was said: one question to the indexes of both logs, by whoever may read what is found. It keeps
 * nothing but the index of the main log.
 */
@NullMarked
package dev.signalbox.hub.recall;

import org.jspecify.annotations.NullMarked;
