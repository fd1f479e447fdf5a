package dev.signalbox.hub.backup;

import dev.signalbox.hub.backup.Points.Point;
import org.jspecify.annotations.Nullable;

/** How far a piece of work on backups is, for whoever asks. Any thread. */
final class Progress {
    private volatile String step = "waiting for its turn";
    private volatile long done;
    private volatile long of;
    private volatile @Nullable String note;
    private volatile @Nullable Point point;

    void at(String now) {
        step = now;
    }

    void of(long events) {
        of = events;
    }

    synchronized void past(long events) {
        done += events;
    }

    /** What people should know when it is over. */
    void note(String text) {
        note = text;
    }

    /** What it made or looks at. */
    void point(Point made) {
        point = made;
    }

    String step() {
        return step;
    }

    long done() {
        return done;
    }

    long of() {
        return of;
    }

    @Nullable
    String note() {
        return note;
    }

    @Nullable
    Point point() {
        return point;
    }
}
