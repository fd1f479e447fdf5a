/** What tokens cost: prices of models, and sums by them. Pure. */
@NullMarked
package dev.signalbox.hub.trace.price;

import org.jspecify.annotations.NullMarked;
