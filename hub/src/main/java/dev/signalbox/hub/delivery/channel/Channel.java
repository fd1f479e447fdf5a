package dev.signalbox.hub.delivery.channel;

import dev.signalbox.wire.delivery.Endpoint;
import io.vertx.core.Future;
import java.util.List;

/**
 * A way by which events leave the hub. It sends one, once; when it is sent again is decided by who asks. Called on an
 * event loop, which it must not hold.
 */
public interface Channel {
    /**
     * Sends a letter, once. Does not fail: whatever goes wrong is an outcome. Ends within
     * {@link dev.signalbox.wire.Limits#DELIVERY_TIME_MAX}.
     *
     * @param secrets of the endpoint that sign, the newest first
     */
    Future<Outcome> send(Endpoint to, List<byte[]> secrets, Letter letter);
}
