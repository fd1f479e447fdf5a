/** Notifications: tell people something, count what repeats, and show who has settled it. */
@NullMarked
package dev.signalbox.hub.notification;

import org.jspecify.annotations.NullMarked;
