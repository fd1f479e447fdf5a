package dev.signalbox.client.follow;

import dev.signalbox.client.thread.Worker;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.Limits;
import java.util.List;
import java.util.Map;

/** Reads pages behind a follower's checkpoint, for the time in which streams are not tried. */
record PageReading(FollowerContext with, Follower follower, Worker worker) {
    /** Returns when it is time to try a stream again, or when the follower is stopped. */
    void read(Map<String, String> query) {
        query.put("limit", Integer.toString(Limits.LIST_MAX));
        long until = System.nanoTime() + with.pace().streamAgain().toNanos();
        while (!worker.isStopped() && System.nanoTime() - until < 0) {
            Cursor behind = follower.cursor();
            if (behind != null) query.put("after", behind.toString());
            EventPage page = worker.await(with.hub().events(query));
            follower.heard();
            Cursor next = Cursor.parse(page.next());
            boolean more = !next.equals(behind);
            if (more) follower.apply(List.of(new Range(behind == null ? 0 : behind.position(), next, page.events())));
            follower.noteProgress(page.head());
            if (!more || next.position() >= page.head())
                worker.pause(with.pace().page());
        }
    }
}
