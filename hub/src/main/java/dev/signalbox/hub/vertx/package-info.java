/** The parts of Vert.x behind its public face that the hub cannot do without. */
@NullMarked
package dev.signalbox.hub.vertx;

import org.jspecify.annotations.NullMarked;
