/** Commands over shared tables: their rows now and as they were, and the user's own writes. */
@NullMarked
package dev.signalbox.cli.table;

import org.jspecify.annotations.NullMarked;
