/**
 * Text for a terminal: results in the wanted form, columns, colours, and the hub's things as a line for people. Knows
 * no command.
 */
@NullMarked
package dev.signalbox.cli.text;

import org.jspecify.annotations.NullMarked;
