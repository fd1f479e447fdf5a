/** Which spaces are open on this node, who is in them, and when they open and close. */
@NullMarked
package dev.signalbox.hub.living;

import org.jspecify.annotations.NullMarked;
