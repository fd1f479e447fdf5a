package dev.signalbox.hub.log;

/**
 * What the writer believes a stream's version to be; the log refuses the append when it is not.
 *
 * @param version 0: the stream has no event; n: its newest event is version n; -1: any
 */
public record ExpectedVersion(long version) {
    public static final ExpectedVersion ANY = new ExpectedVersion(-1);
    public static final ExpectedVersion NO_STREAM = new ExpectedVersion(0);

    public ExpectedVersion {
        if (version < -1) throw new IllegalArgumentException("a version is 0 or more");
    }

    public static ExpectedVersion exactly(long version) {
        return new ExpectedVersion(version);
    }

    /** Whether a stream at {@code current} (0 when it has no event) is as expected. */
    public boolean allows(long current) {
        return version == -1 || version == current;
    }
}
