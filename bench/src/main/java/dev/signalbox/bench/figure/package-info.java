/** Figures: what was measured, beside the limit that was measured in the same run, and on which machine. */
@NullMarked
package dev.signalbox.bench.figure;

import org.jspecify.annotations.NullMarked;
