package dev.signalbox.wire.resource;

/**
 * The first line of a table's snapshot, {@code GET /v1/tables/{table}/snapshot}: JSON texts, each on a line of its own
 * that ends in {@code \n}. {@link TableRow}s follow in the order of their keys' UTF-8 bytes, then one
 * {@link SnapshotEnd}. An answer without that end is broken off.
 *
 * @param position the rows are exactly what the events up to and including this one say
 * @param cursor of that position: follow the events behind it to keep the rows up to date
 */
public record SnapshotStart(String table, long position, String cursor) {}
