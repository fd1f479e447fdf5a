/** LLM traces: the feature as a whole, its commands and its routes. */
@NullMarked
package dev.signalbox.hub.trace;

import org.jspecify.annotations.NullMarked;
