/**
 * Commands: the wishes that the hub judges, with the fields that each takes, and what is answered to them. Records are
 * immutable and validate themselves: an impossible one throws {@link dev.signalbox.wire.InvalidInput} and names the
 * field.
 */
@NullMarked
package dev.signalbox.wire.command;

import org.jspecify.annotations.NullMarked;
