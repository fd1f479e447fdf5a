/**
 * The routes of whoever runs the hub: health, projections, the account behind a key, the batch door and the first page.
 */
@NullMarked
package dev.signalbox.hub.operator;

import org.jspecify.annotations.NullMarked;
