/** LLM traces: the tables folded from what clients sent, their queries, and what is done to them. */
@NullMarked
package dev.signalbox.hub.trace;

import org.jspecify.annotations.NullMarked;
