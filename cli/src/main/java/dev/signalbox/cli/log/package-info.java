/** Commands that read the log: page by page, and live. */
@NullMarked
package dev.signalbox.cli.log;

import org.jspecify.annotations.NullMarked;
