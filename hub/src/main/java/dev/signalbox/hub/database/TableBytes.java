package dev.signalbox.hub.database;

/**
 * How much room a table of a store takes.
 *
 * @param bytes with its indexes
 */
public record TableBytes(String table, long bytes) {}
