/** Who gets in: whether the hub is open yet, keys, rates, and the permission of the route. */
@NullMarked
package dev.signalbox.hub.http.admission;

import org.jspecify.annotations.NullMarked;
