/**
 * The hub: the process that owns shared data. {@code Hub} builds every part in order; reading it shows the whole house.
 */
@NullMarked
package dev.signalbox.hub;

import org.jspecify.annotations.NullMarked;
