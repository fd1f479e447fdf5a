/**
 * The spaces of a hub beside the default one: provisioned, listed, cloned, sealed, erased; and which of them a key
 * opens. They are told as events of the default space.
 */
@NullMarked
package dev.signalbox.hub.tenancy;

import org.jspecify.annotations.NullMarked;
