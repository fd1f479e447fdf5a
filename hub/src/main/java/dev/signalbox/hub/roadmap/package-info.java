/** The roadmap: what people plan, in their order; how far it has come; and everything that it was before. */
@NullMarked
package dev.signalbox.hub.roadmap;

import org.jspecify.annotations.NullMarked;
