package dev.signalbox.hub.delivery.webhook;

import io.vertx.core.Future;
import java.net.InetAddress;

/** Says which address a name of a host has at this moment. Any thread; does not block. */
@FunctionalInterface
public interface Names {
    /** Fails when it has none. */
    Future<InetAddress> addressOf(String host);
}
