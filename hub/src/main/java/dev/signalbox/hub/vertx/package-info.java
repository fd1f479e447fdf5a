/** What the hub cannot do without and Vert.x does not give: loops of futures, and parts behind its public face. */
@NullMarked
package dev.signalbox.hub.vertx;

import org.jspecify.annotations.NullMarked;
