/** Archives on the command line: writing them, checking them, looking into them. */
@NullMarked
package dev.signalbox.cli.archive;

import org.jspecify.annotations.NullMarked;
