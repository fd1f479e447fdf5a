/** Whether a store is what was written into it, and whether two of them are alike. */
@NullMarked
package dev.signalbox.hub.verify;

import org.jspecify.annotations.NullMarked;
