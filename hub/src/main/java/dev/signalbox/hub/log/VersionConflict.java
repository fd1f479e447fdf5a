package dev.signalbox.hub.log;

/** A stream was not at the expected version. Nothing was written: load and decide again. */
public final class VersionConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String stream;
    private final long current;

    public VersionConflict(String stream, ExpectedVersion expected, long current) {
        super(stream + " is at version " + current + ", expected was " + expected.version(), null, false, false);
        this.stream = stream;
        this.current = current;
    }

    public String stream() {
        return stream;
    }

    /** The version at which the stream is; 0 when it has no event. */
    public long current() {
        return current;
    }
}
