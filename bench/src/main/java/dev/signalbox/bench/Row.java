package dev.signalbox.bench;

import dev.signalbox.bench.load.BenchFailure;
import java.util.function.Function;

/**
 * One or more figures that are measured together.
 *
 * @param name for {@code --only}
 * @param title of its table
 * @param measure fails with {@link BenchFailure} when there is no honest figure
 */
record Row(String name, String title, Function<Setting, Outcome> measure) {}
