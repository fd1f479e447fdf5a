/** The command {@code doctor}: what a hub says of itself, and what is seen of it from here, running or not. */
@NullMarked
package dev.signalbox.cli.doctor;

import org.jspecify.annotations.NullMarked;
