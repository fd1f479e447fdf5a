package dev.signalbox.client.follow;

import dev.signalbox.client.http.SseStream;
import dev.signalbox.client.thread.Worker;
import dev.signalbox.wire.Cursor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a follower reads the log behind its checkpoint: by a live stream, or by pages where something between cuts
 * streams again and again. The follower's thread only.
 */
final class LogReading {
    private static final Logger LOG = LoggerFactory.getLogger(LogReading.class);
    private static final int QUICK_CUTS_MAX = 3;

    private final FollowerContext with;
    private final Worker worker;
    private final String name;
    private final List<String> types;
    private int quickCuts;

    LogReading(FollowerContext with, Worker worker, String name, List<String> types) {
        this.with = with;
        this.worker = worker;
        this.name = name;
        this.types = types;
    }

    /** Hands on what comes in, for as long as it comes and fits. */
    void read(Follower follower) {
        if (quickCuts < QUICK_CUTS_MAX) {
            readStream(follower);
        } else {
            LOG.info("{}: event streams are cut again and again; asking for pages instead", name);
            new PageReading(with, follower, worker).read(query());
            quickCuts = 0;
        }
    }

    private void readStream(Follower follower) {
        long opened = System.nanoTime();
        Cursor behind = follower.cursor();
        String lastId = behind == null ? null : behind.toString();
        try (SseStream stream =
                worker.await(with.hub().openEvents(query(), lastId, with.pace().silence()))) {
            worker.holds(stream);
            follower.heard();
            try {
                new StreamReading(follower, stream).read();
            } finally {
                worker.holds(null);
                boolean quick =
                        System.nanoTime() - opened < with.pace().quickCut().toNanos();
                quickCuts = quick ? quickCuts + 1 : 0;
            }
        }
    }

    /** Of these types; without a checkpoint from the oldest event on. */
    private Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        query.put("after", "start");
        if (!types.isEmpty()) query.put("types", String.join(",", types));
        return query;
    }
}
