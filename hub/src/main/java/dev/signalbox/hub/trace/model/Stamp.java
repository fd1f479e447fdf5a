package dev.signalbox.hub.trace.model;

import java.util.Comparator;

/**
 * The stamp of a contribution, by which the order of contributions goes: phase, then clock, then id. It does not depend
 * on when the hub heard of it, so any order of arrival ends in the same place.
 *
 * @param phase {@link #FALLBACK}, {@link #CREATE} or {@link #UPDATE}: what a client says later counts more, whatever
 *     its clock says, for the clocks of updates are often the earlier ones
 * @param clock microseconds since 1970, by the producer's clock
 * @param eventId of the event in the log: the last word in a draw, and where a value came from
 */
public record Stamp(int phase, long clock, String eventId) implements Comparable<Stamp> {
    /** A guess, as good as nobody says anything better: a trace is called like its root span. */
    public static final int FALLBACK = -1;

    public static final int CREATE = 0;
    public static final int UPDATE = 1;

    private static final Comparator<Stamp> ORDER = Comparator.comparingInt(Stamp::phase)
            .thenComparingLong(Stamp::clock)
            .thenComparing(Stamp::eventId);

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }

    /** The same moment as a guess. */
    public Stamp asFallback() {
        return new Stamp(FALLBACK, clock, eventId);
    }
}
