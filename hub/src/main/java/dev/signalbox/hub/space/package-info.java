/**
 * One isolated set of logs with everything that hangs on them: stores, live tails, tables, followers, commands, rights.
 */
@NullMarked
package dev.signalbox.hub.space;

import org.jspecify.annotations.NullMarked;
