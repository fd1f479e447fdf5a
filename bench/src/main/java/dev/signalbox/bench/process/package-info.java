/** Programs under measurement, each in a process of its own. */
@NullMarked
package dev.signalbox.bench.process;

import org.jspecify.annotations.NullMarked;
