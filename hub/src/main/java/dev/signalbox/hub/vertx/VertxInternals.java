package dev.signalbox.hub.vertx;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AttributeKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All casts to classes of Vert.x that its API does not promise, as they were read in Vert.x 5.0.12: look here first
 * when a newer one does not compile or behaves otherwise.
 */
public final class VertxInternals {
    private static final AttributeKey<Map<Object, Runnable>> AT_SHUTDOWN =
            AttributeKey.valueOf("signalbox.at-shutdown");

    private VertxInternals() {}

    /**
     * A context of its own, on the next event loop; the API gives a fresh one only to threads that Vert.x does not
     * know.
     */
    public static Context freshContext(Vertx vertx) {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    /** The address that a name of a host has at this moment; fails when it has none. Blocks nothing. */
    public static Future<InetAddress> addressOf(Vertx vertx, String host) {
        return ((VertxInternal) vertx).nameResolver().resolve(host);
    }

    /** The context that stands for a whole event loop, of which a request has a copy of its own. */
    public static Context eventLoopOf(Context context) {
        return context instanceof ContextInternal known ? known.unwrap() : context;
    }

    /**
     * A server that shows each connection when it is taken, behind TLS when its handshake is done; its API shows them
     * only when they have said whether they speak HTTP/1.1 or HTTP/2, so that a silent one is never seen.
     *
     * @param taken called on the event loop of the connection, before anything is read
     */
    public static HttpServer httpServer(Vertx vertx, HttpServerOptions options, Consumer<Channel> taken) {
        return new HttpServerImpl(new SeeingVertx((VertxInternal) vertx, taken), options);
    }

    private static final class SeeingVertx extends VertxWrapper {
        private final Consumer<Channel> taken;

        SeeingVertx(VertxInternal vertx, Consumer<Channel> taken) {
            super(vertx);
            this.taken = taken;
        }

        @Override
        public NetServerInternal createNetServer(NetServerOptions options) {
            return new SeeingServer(delegate, options, taken);
        }
    }

    private static final class SeeingServer extends NetServerImpl {
        private final Consumer<Channel> taken;

        SeeingServer(VertxInternal vertx, NetServerOptions options, Consumer<Channel> taken) {
            super(vertx, options.copy());
            this.taken = taken;
        }

        @Override
        protected void initChannel(ChannelPipeline pipeline, boolean ssl) {
            super.initChannel(pipeline, ssl);
            taken.accept(pipeline.channel());
        }
    }

    /** The channel of a connection; null when that is not known. */
    public static @Nullable Channel channelOf(HttpConnection connection) {
        return connection instanceof ConnectionBase known
                ? known.channelHandlerContext().channel()
                : null;
    }

    /**
     * Refuses more streams at once on a connection of HTTP/2, also to a client that never acknowledges the settings
     * that tell it so; without effect on others.
     */
    public static void limitStreams(HttpConnection connection, int streamsMax) {
        Http2ConnectionHandler http2 = http2Of(connection);
        if (http2 != null) http2.connection().remote().maxActiveStreams(streamsMax);
    }

    private static @Nullable Http2ConnectionHandler http2Of(HttpConnection connection) {
        Channel channel = channelOf(connection);
        return channel == null ? null : channel.pipeline().get(Http2ConnectionHandler.class);
    }

    /** Puts a handler before the one that reads HTTP/1.1, behind TLS; a connection that has none goes without. */
    public static void beforeHttp(HttpConnection connection, ChannelHandler handler) {
        if (!(connection instanceof ConnectionBase known)) return;
        ChannelPipeline pipeline = known.channelHandlerContext().pipeline();
        if (pipeline.get("httpDecoder") != null) pipeline.addBefore("httpDecoder", null, handler);
    }

    /**
     * Runs a task when the connection is shut down; the API has one such place for all requests of a connection. On its
     * event loop.
     *
     * @return forgets the task; whoever gave it calls that when it is of no use any more
     */
    public static Runnable onShutdown(HttpConnection connection, Runnable task) {
        Channel channel = channelOf(connection);
        if (channel == null) return () -> {};
        Map<Object, Runnable> tasks = channel.attr(AT_SHUTDOWN).get();
        if (tasks == null) {
            Map<Object, Runnable> all = new ConcurrentHashMap<>();
            channel.attr(AT_SHUTDOWN).set(all);
            connection.shutdownHandler(stopping -> List.copyOf(all.values()).forEach(Runnable::run));
            tasks = all;
        }
        Map<Object, Runnable> known = tasks;
        Object key = new Object();
        known.put(key, task);
        return () -> known.remove(key);
    }

    /**
     * Ends a request at once: its stream when it has one, so that its neighbours on the connection go on, else the
     * connection. What waits to be written is lost, for which the API would wait without end.
     */
    public static void cut(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        if (!(connection instanceof ConnectionBase known)) {
            connection.close();
            return;
        }
        ChannelHandlerContext context = known.channelHandlerContext();
        Http2ConnectionHandler http2 = http2Of(connection);
        int stream = request.response().streamId();
        if (http2 == null || stream < 0) {
            var unused = context.close();
        } else {
            context.executor().execute(() -> reset(http2, context, stream));
        }
    }

    private static void reset(Http2ConnectionHandler http2, ChannelHandlerContext context, int stream) {
        if (http2.connection().stream(stream) == null) return;
        var unused = http2.resetStream(context, stream, Http2Error.CANCEL.code(), context.newPromise());
        context.flush();
    }
}
