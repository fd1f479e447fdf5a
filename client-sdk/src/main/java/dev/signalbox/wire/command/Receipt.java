package dev.signalbox.wire.command;

/**
 * The hub's durable yes: what a command became.
 *
 * @param commandId the command's id
 * @param stream the stream that it changed
 * @param version the stream's version after it
 * @param position place of its last event in the log; when nothing had to change, of the stream's newest event
 * @param duplicate whether the command was already in the log under this id
 * @param unchanged whether nothing had to change; of a duplicate, when it was done first
 */
public record Receipt(
        String commandId, String stream, long version, long position, boolean duplicate, boolean unchanged) {
    /** Of a command that changed something. */
    public Receipt(String commandId, String stream, long version, long position, boolean duplicate) {
        this(commandId, stream, version, position, duplicate, false);
    }
}
