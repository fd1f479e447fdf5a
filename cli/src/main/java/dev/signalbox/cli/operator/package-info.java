/** Commands for whoever runs a hub: serve, let in and out, say who owns what, look after it, measure it. */
@NullMarked
package dev.signalbox.cli.operator;

import org.jspecify.annotations.NullMarked;
