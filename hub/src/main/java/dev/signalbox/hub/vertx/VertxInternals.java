package dev.signalbox.hub.vertx;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * All casts to classes of Vert.x that its API does not promise, as they were read in Vert.x 5.0.12: look here first
 * when a newer one does not compile or behaves otherwise.
 */
public final class VertxInternals {
    private VertxInternals() {}

    /**
     * A context of its own, on the next event loop; the API gives a fresh one only to threads that Vert.x does not
     * know.
     */
    public static Context freshContext(Vertx vertx) {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    /** The context that stands for a whole event loop, of which a request has a copy of its own. */
    public static Context eventLoopOf(Context context) {
        return context instanceof ContextInternal known ? known.unwrap() : context;
    }

    /** The socket on which the server listens that took this connection; null when that is not known. */
    public static @Nullable Channel listeningSocket(HttpConnection connection) {
        return connection instanceof ConnectionBase known
                ? known.channelHandlerContext().channel().parent()
                : null;
    }

    /** Puts a handler before the one that reads HTTP/1.1, behind TLS; a connection that has none goes without. */
    public static void beforeHttp(HttpConnection connection, ChannelHandler handler) {
        if (!(connection instanceof ConnectionBase known)) return;
        ChannelPipeline pipeline = known.channelHandlerContext().pipeline();
        if (pipeline.get("httpDecoder") != null) pipeline.addBefore("httpDecoder", null, handler);
    }

    /** Runs a task when the connection has ended; the API has one such place, which others take. */
    public static void onClose(HttpConnection connection, Runnable task) {
        if (connection instanceof ConnectionBase known) {
            var unused = known.channelHandlerContext().channel().closeFuture().addListener(closed -> task.run());
        }
    }

    /**
     * Ends the connection at once; what waits to be written is lost, for which {@code close} would wait without end.
     */
    public static void cut(HttpConnection connection) {
        if (connection instanceof ConnectionBase known) {
            var unused = known.channelHandlerContext().close();
        } else {
            connection.close();
        }
    }
}
