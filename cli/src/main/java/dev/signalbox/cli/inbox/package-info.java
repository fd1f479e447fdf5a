/** Commands for what waits for people: ask and tell, list, answer, acknowledge, resolve. */
@NullMarked
package dev.signalbox.cli.inbox;

import org.jspecify.annotations.NullMarked;
