/** The read API of Langfuse in the shapes of its three generations, for tools that were written for it. */
@NullMarked
package dev.signalbox.hub.trace.langfuse;

import org.jspecify.annotations.NullMarked;
