/** Commands over what lies on this machine: copies of the hub's tables, and what a program has not sent yet. */
@NullMarked
package dev.signalbox.cli.offline;

import org.jspecify.annotations.NullMarked;
