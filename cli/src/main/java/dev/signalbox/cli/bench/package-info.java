/**
 * Measures a hub, each figure beside a limit that is measured in the same run: machines differ, ratios differ less. The load generator is
 * one thread over plain sockets, so that it takes little of the machine that it measures. {@code signalbox bench} and the
 * project's own {@code bench/run} share it.
 */
@NullMarked
package dev.signalbox.cli.bench;

import org.jspecify.annotations.NullMarked;
