/**
 * The run of one command: what surrounds it, what was set, the hub and its copies on this machine, and how it ends.
 * Knows no command of its own.
 */
@NullMarked
package dev.signalbox.cli.run;

import org.jspecify.annotations.NullMarked;
