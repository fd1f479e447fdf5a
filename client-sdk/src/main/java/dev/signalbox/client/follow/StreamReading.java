package dev.signalbox.client.follow;

import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.http.SseFrame;
import dev.signalbox.client.http.SseStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands what a live stream brings to a follower, until the stream ends or leaves something out. */
record StreamReading(Follower follower, SseStream stream) {
    /**
     * Returns when the follower is stopped or a range is missing; fails with {@link HubUnreachable} when the stream
     * ends.
     */
    void read() {
        FrameReader frames = new FrameReader();
        Optional<SseFrame> frame = next();
        while (frame.isPresent() && !follower.isStopped()) {
            List<Range> ranges = new ArrayList<>();
            for (; frame.isPresent() && ranges.size() < Follower.RANGES_AT_ONCE; frame = stream.poll()) {
                frames.read(frame.get()).ifPresent(ranges::add);
            }
            if (!follower.apply(ranges)) return;
            follower.noteProgress(frames.head());
            if (frame.isEmpty()) frame = next();
        }
        if (!follower.isStopped()) throw new HubUnreachable("the event stream ended", null);
    }

    private Optional<SseFrame> next() {
        try {
            return stream.next();
        } catch (InterruptedException e) {
            follower.stop();
            return Optional.empty();
        }
    }
}
