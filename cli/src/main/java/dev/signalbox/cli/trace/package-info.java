/** Commands over what agents did with models and tools: each step, what it took and cost, and the prices. */
@NullMarked
package dev.signalbox.cli.trace;

import org.jspecify.annotations.NullMarked;
