/**
 * The way of a hub's data from one store to another while clients work: copied, folded, compared, and then, behind a
 * fence of a second, gone on with there.
 */
@NullMarked
package dev.signalbox.hub.move;

import org.jspecify.annotations.NullMarked;
