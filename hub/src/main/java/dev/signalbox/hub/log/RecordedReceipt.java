package dev.signalbox.hub.log;

import java.util.Arrays;

/**
 * The trace of a command that changed nothing: what it was answered is the stream as it was at that version. It is no
 * event, has no position, and no follower sees it; but its id is taken for ever.
 *
 * @param commandId of this command, and of no event
 * @param version of the stream when it was decided; 0 when there was no event
 * @param commandDigest 16 bytes, as in {@link Append}; must not be changed
 */
public record RecordedReceipt(String commandId, String stream, long version, byte[] commandDigest) {
    /** The digest by which a changed receipt is told, see {@link HashChain}: 32 bytes. */
    public byte[] hash() {
        return new HashChain().hash(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordedReceipt that
                && commandId.equals(that.commandId)
                && stream.equals(that.stream)
                && version == that.version
                && Arrays.equals(commandDigest, that.commandDigest);
    }

    @Override
    public int hashCode() {
        return commandId.hashCode();
    }
}
