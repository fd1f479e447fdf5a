/** The prices of models, and what tokens cost by them. Pure. */
@NullMarked
package dev.signalbox.hub.trace.price;

import org.jspecify.annotations.NullMarked;
