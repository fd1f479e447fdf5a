package dev.signalbox.hub.backup;

import dev.signalbox.hub.backup.Points.Point;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What this node knows of the backups of its hub without looking. Any thread. */
final class BackupState {
    private volatile @Nullable Point newest;
    private volatile @Nullable Instant goodAt;
    private volatile @Nullable Instant lookedAt;
    private volatile @Nullable Failure failure;
    private volatile @Nullable String damage;
    private volatile @Nullable Instant drilledAt;
    private volatile @Nullable String differed;

    /**
     * Why backups are not made.
     *
     * @param since the first of the row
     * @param at the last
     */
    record Failure(String why, Instant since, Instant at) {}

    /**
     * The newest backup, which was good.
     *
     * @param at when it held all that there was
     */
    void good(Point point, Instant at) {
        newest = point;
        goodAt = at;
        failure = null;
        damage = null;
    }

    /** None is there. */
    void none() {
        newest = null;
        goodAt = null;
    }

    void looked(Instant at) {
        lookedAt = at;
    }

    void failed(String why, Instant at) {
        Failure before = failure;
        failure = new Failure(why, before == null ? at : before.since(), at);
    }

    /** What a look at the files found, for people; null when all is well. */
    void damaged(@Nullable String what) {
        damage = what;
    }

    /** @param difference what was not as it should be; empty text when all was */
    void drilled(Instant at, String backup, String difference) {
        drilledAt = at;
        differed = difference.isEmpty()
                ? null
                : "the drill of the backup " + backup + " found a difference: " + difference;
    }

    /** When a backup was last restored for trial; null when none ever was. */
    @Nullable
    Instant drilledAt() {
        return drilledAt;
    }

    /** What the last drill found, for people; null when all was well. */
    @Nullable
    String differed() {
        return differed;
    }

    @Nullable
    Point newest() {
        return newest;
    }

    /** When the newest was known to hold all that there was; null when there is none. */
    @Nullable
    Instant goodAt() {
        return goodAt;
    }

    /** When the target was looked at last; null before the first time. */
    @Nullable
    Instant lookedAt() {
        return lookedAt;
    }

    /** Null when the last one was good. */
    @Nullable
    Failure failure() {
        return failure;
    }

    @Nullable
    String damage() {
        return damage;
    }
}
