/**
 * The figures of {@code bench/RESULTS.md}: one class a group of rows, each figure beside a limit of the same run.
 * Started by {@code bench/run}; what is measured runs in processes of its own.
 */
@NullMarked
package dev.signalbox.bench;

import org.jspecify.annotations.NullMarked;
