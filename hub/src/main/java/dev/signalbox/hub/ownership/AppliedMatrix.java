package dev.signalbox.hub.ownership;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.ownership.MatrixEvent.MatrixApplied;
import dev.signalbox.wire.Ids;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The matrix as its stream tells it: which file is in force, and which ones were.
 *
 * @param file text of the file in force; null while there was none, and the shipped matrix counts
 * @param known digests of every file that ever came into force
 * @param version of the stream; 0 while there was none
 * @param by who applied it; null likewise
 */
record AppliedMatrix(
        @Nullable String file,
        @Nullable String sha256,
        Set<String> known,
        long version,
        @Nullable Instant at,
        @Nullable String by) {
    static final AppliedMatrix NONE = new AppliedMatrix(null, null, Set.of(), 0, null, null);

    AppliedMatrix {
        known = Set.copyOf(known);
    }

    /** Nothing for the file that is in force already: the wish is fulfilled. */
    List<MatrixEvent> apply(String wished, List<String> changes) {
        return isInForce(wished) ? List.of() : List.of(new MatrixApplied(wished, digestOf(wished), changes));
    }

    boolean isInForce(String text) {
        return digestOf(text).equals(sha256);
    }

    /** Whether the file was in force before and another took its place. */
    boolean isSuperseded(String text) {
        return known.contains(digestOf(text)) && !isInForce(text);
    }

    AppliedMatrix after(MatrixEvent event, RecordedEvent recorded) {
        if (!(event instanceof MatrixApplied applied)) return this;
        Set<String> all = new LinkedHashSet<>(known);
        all.add(applied.sha256());
        return new AppliedMatrix(
                applied.file(), applied.sha256(), all, recorded.version(), recorded.recordedAt(), recorded.actor());
    }

    static String digestOf(String text) {
        return Ids.sha256Hex(text);
    }
}
