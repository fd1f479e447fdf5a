/**
 * The {@code signalbox} command: one file a subcommand. A plain command is one HTTP request or two, started and gone in half a
 * second, so nothing here loads the hub or a store before a subcommand needs it. Standard output carries the result and nothing
 * else; what is said besides goes to standard error.
 */
@NullMarked
package dev.signalbox.cli;

import org.jspecify.annotations.NullMarked;
