package dev.signalbox.bench;

/**
 * How much of everything.
 *
 * @param history events of the large store
 * @param rareEvents events among them that a narrow filter wants; the last of all is one
 * @param rebuilt events that a projection folds anew
 * @param streamsFew live streams of the smaller fan-out
 * @param streamsMany live streams of the larger one
 * @param outbox commands that wait in an outbox
 * @param versions of the one row that is read as it was
 * @param listed rows of a list that is read as it was
 * @param copied rows of a table that a client copies
 * @param observed observations that an analysis goes over
 * @param wide spans of one trace
 * @param spaces that a hub has
 * @param spacesUsed those of them that are in use
 * @param notified open notifications in the inbox of the page
 */
record Sizes(
        int history,
        int rareEvents,
        int rebuilt,
        int streamsFew,
        int streamsMany,
        int outbox,
        int versions,
        int listed,
        int copied,
        int observed,
        int wide,
        int spaces,
        int spacesUsed,
        int notified) {
    static final Sizes FULL = new Sizes(
            1_000_000, 20, 200_000, 1_000, 10_000, 20_000, 1_000, 10_000, 100_000, 1_000_000, 20_000, 1_000, 20,
            10_000);
    static final Sizes QUICK = new Sizes(
            100_000, 20, 50_000, 1_000, 10_000, 4_000, 1_000, 10_000, 20_000, 50_000, 20_000, 100, 20, 10_000);
    static final Sizes TINY = new Sizes(2_000, 3, 2_000, 5, 20, 100, 20, 600, 600, 2_000, 1_024, 4, 2, 500);
}
