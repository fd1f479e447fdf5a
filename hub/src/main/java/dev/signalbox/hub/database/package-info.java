/**
 * The store of one log and of the tables folded from it, behind one port for SQLite and PostgreSQL; the only package,
 * with {@code log}, that leaves the event loop.
 */
@NullMarked
package dev.signalbox.hub.database;

import org.jspecify.annotations.NullMarked;
