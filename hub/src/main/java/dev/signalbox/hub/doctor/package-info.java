/**
 * What breaks in practice, looked at: one small probe a thing, which says what it saw, what is wrong and what to do.
 * They run in a hub, and without one on its folder or database.
 */
@NullMarked
package dev.signalbox.hub.doctor;

import org.jspecify.annotations.NullMarked;
