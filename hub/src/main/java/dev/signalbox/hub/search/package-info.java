/**
 * An index of what events say, for those who look for words: how a text is cut, what of an event counts, a projection
 * that keeps it, and the question to it. It knows no feature.
 */
@NullMarked
package dev.signalbox.hub.search;

import org.jspecify.annotations.NullMarked;
