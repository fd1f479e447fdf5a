/**
 * The {@code signalbox} command. Each room beside it holds the commands of one thing that a person does; all of them
 * stand on the {@code run} of one command and on {@code text}, and know neither each other nor this package. A plain
 * command is one HTTP request or two, started and gone in half a second, so nothing here loads the hub or a store
 * before a command needs it. Standard output carries the result and nothing else; what is said besides goes to standard
 * error.
 */
@NullMarked
package dev.signalbox.cli;

import org.jspecify.annotations.NullMarked;
