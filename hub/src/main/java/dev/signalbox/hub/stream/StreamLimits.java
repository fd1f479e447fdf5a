package dev.signalbox.hub.stream;

import dev.signalbox.wire.Limits;
import java.time.Duration;

/**
 * Limits of live streams.
 *
 * @param heartbeat time between two heartbeats of one stream; whole ticks
 * @param stallMax time a subscriber may need to take one range before it is cut
 * @param streamsMax live streams of this node
 */
public record StreamLimits(Duration heartbeat, Duration stallMax, int streamsMax) {
    /** The contract's. */
    public static final StreamLimits DEFAULT =
            new StreamLimits(Limits.HEARTBEAT, Limits.STREAM_STALL_MAX, Limits.STREAMS_MAX);

    /** How often stalls, revoked keys and due heartbeats are looked for. */
    static final Duration TICK = Duration.ofMillis(500);

    /** Heartbeats are spread over this many ticks. */
    int ticksPerHeartbeat() {
        return (int) Math.max(1, heartbeat.dividedBy(TICK));
    }
}
