/**
 * Backups: made by themselves or when asked for, verified, drilled, thinned out and scrubbed; a use of archives (ADR
 * 26).
 */
@NullMarked
package dev.signalbox.hub.backup;

import org.jspecify.annotations.NullMarked;
