package dev.signalbox.hub.history;

/** An event as its row stands in the store, read around the hub. Times are microseconds since 1970. */
@SuppressWarnings("ArrayRecordComponent") // Compared by id and hash, never as a whole.
public record StoredEvent(
        long position,
        String stream,
        long version,
        String id,
        String type,
        String actor,
        long occurredAt,
        long recordedAt,
        String correlationId,
        String causationId,
        byte[] data,
        byte[] commandDigest,
        byte[] hash) {
    /** The part of the type before its dot: what a role may read or not. */
    public String family() {
        return type.substring(0, type.indexOf('.'));
    }

    /** The stream's name behind its slash. */
    public String subjectId() {
        return stream.substring(stream.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return position + " " + type + " " + stream + "@" + version + " id " + id;
    }
}
