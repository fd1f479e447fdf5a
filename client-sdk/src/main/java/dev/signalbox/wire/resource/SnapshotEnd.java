package dev.signalbox.wire.resource;

/**
 * The last line of a table's snapshot.
 *
 * @param rows lines between the first and this
 * @param sha256 hex digits of SHA-256 over the bytes of those lines, each with its {@code \n}
 */
public record SnapshotEnd(long rows, String sha256) {}
