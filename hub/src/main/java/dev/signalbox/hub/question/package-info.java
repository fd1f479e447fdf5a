/** Questions: an agent asks, a human answers; the first valid answer wins. */
@NullMarked
package dev.signalbox.hub.question;

import org.jspecify.annotations.NullMarked;
