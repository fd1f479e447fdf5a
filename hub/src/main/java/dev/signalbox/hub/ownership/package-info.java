/**
 * The ownership matrix as something that changes: which file counts, who applied it, and what a change would orphan.
 */
@NullMarked
package dev.signalbox.hub.ownership;

import org.jspecify.annotations.NullMarked;
