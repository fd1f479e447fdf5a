package dev.signalbox.hub.http;

import dev.signalbox.hub.http.route.GrpcProtocol;
import dev.signalbox.hub.http.route.HookProtocol;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.Limits;
import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: HTTP/1.1 and HTTP/2 on one port and several event loops. On a plain port HTTP/2 begins with its
 * preface (prior knowledge), behind TLS ALPN names it. No upgrade from one to the other, no compression, no multipart.
 * Close it once.
 */
public final class HttpDoor {
    /**
     * Silence after which a connection is closed: longer than the longest wait for an answer, and than a stream's
     * heartbeat.
     */
    static final int IDLE_SECONDS_MAX = 75;
    /** Connections that wait to be accepted. */
    private static final int ACCEPT_BACKLOG = 4096;
    /** Time that requests under way have when the hub stops. */
    private static final int SHUTDOWN_SECONDS_MAX = 2;
    /** Bytes of one WebSocket message of the bridge. */
    private static final int WEB_SOCKET_MESSAGE_BYTES_MAX = 256 * 1024;
    /** Bytes of one WebSocket frame of the bridge. */
    private static final int WEB_SOCKET_FRAME_BYTES_MAX = 64 * 1024;

    /** Time in which there may be {@link Limits#HTTP2_RESETS_MAX} resets on a connection. */
    private static final int HTTP2_RESET_SECONDS = 30;

    /** A negative port asks Vert.x for one free port for all servers of the deployment. */
    private static final int ANY_PORT_SHARED = -1;

    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

    private final Vertx vertx;
    private final HttpOptions options;
    private final SharedLimits shared;
    private final Spaces spaces;
    private volatile @Nullable Supplier<Router> routers;
    private final List<Runnable> desks = new CopyOnWriteArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private volatile @Nullable Channel listening;

    /** @param shared by all who answer */
    public HttpDoor(Vertx vertx, HttpOptions options, SharedLimits shared, Spaces spaces) {
        this.vertx = vertx;
        this.options = options;
        this.shared = shared;
        this.spaces = spaces;
    }

    /**
     * Listens, the first time; from the next time on others answer, also on connections that are open. Completes with
     * the port. Fails when the address cannot be bound; a {@link java.net.BindException} is the cause, or is it itself.
     */
    public Future<Integer> answerBy(Supplier<Router> fresh) {
        boolean first = routers == null;
        routers = fresh;
        desks.forEach(Runnable::run);
        return first ? listen() : Future.succeededFuture(port());
    }

    private Future<Integer> listen() {
        DeploymentOptions instances = new DeploymentOptions().setInstances(options.eventLoops());
        return vertx.deployVerticle(() -> context -> open(), instances).map(deployed -> port());
    }

    private int port() {
        synchronized (servers) {
            return servers.get(0).actualPort();
        }
    }

    /**
     * Refuses new connections, lets requests under way end for a moment, then cuts. A door that is never closed closes
     * with its Vert.x.
     */
    public Future<Void> close() {
        return stopListening().compose(deaf -> shutDown());
    }

    private Future<Void> shutDown() {
        List<Future<Void>> closing = new ArrayList<>();
        synchronized (servers) {
            for (HttpServer server : servers) closing.add(server.shutdown(SHUTDOWN_SECONDS_MAX, TimeUnit.SECONDS));
            servers.clear();
        }
        return Future.join(closing).mapEmpty();
    }

    /**
     * Vert.x takes its servers away one by one before it closes the socket on which they listen; whoever connects in
     * between falls on nobody, and Netty complains at length. So the socket goes first. While nobody has come yet it is
     * unknown, and not in anybody's way.
     */
    private Future<Void> stopListening() {
        Channel socket = listening;
        if (socket == null) return Future.succeededFuture();
        Promise<Void> closed = Promise.promise();
        socket.close().addListener(done -> closed.complete());
        return closed.future();
    }

    private void taken(Channel connection) {
        if (options.tls() == null) connection.pipeline().addFirst(new FirstBytes());
        Strangers strangers = shared.strangers();
        if (strangers.add(connection)) {
            var unused = connection.closeFuture().addListener(closed -> strangers.ended(connection));
        }
        if (listening == null) listening = connection.parent();
    }

    private Router router() {
        return Objects.requireNonNull(routers).get();
    }

    /** Where the requests of one event loop go. */
    private Handler<HttpServerRequest> desk() {
        AtomicReference<Router> answering = new AtomicReference<>(router());
        Context eventLoop = vertx.getOrCreateContext();
        desks.add(() -> eventLoop.runOnContext(change -> answering.set(router())));
        return request -> {
            try {
                RequestHead.unify(request);
                ShownKeys.join(request, shared.tickets(), shared.cookie());
                String space = spaces.of(request);
                if (space == null) Objects.requireNonNull(answering.get()).handle(request);
                else enter(space, request);
            } catch (RuntimeException failure) {
                // On HTTP/2 whoever hears nothing waits until it gives up: the connection lives on.
                if (!request.response().ended()) refuse(failure, request);
            }
        };
    }

    /** Its body waits until the space is open. */
    private void enter(String space, HttpServerRequest request) {
        Context eventLoop = vertx.getOrCreateContext();
        request.pause();
        Future<Handler<HttpServerRequest>> entered = spaces.enter(space);
        if (entered.isComplete()) answer(entered, request);
        else entered.onComplete(known -> eventLoop.runOnContext(turn -> answer(entered, request)));
    }

    private static void answer(Future<Handler<HttpServerRequest>> entered, HttpServerRequest request) {
        if (entered.succeeded()) entered.result().handle(request);
        else refuse(entered.cause(), request);
        // Over HTTP/2 it may have been reset meanwhile.
        if (!request.isEnded()) request.resume();
    }

    private static void refuse(Throwable failure, HttpServerRequest request) {
        SecurityHeaders.on(request.response());
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        Protocol hook = HookProtocol.of(request);
        Protocol others = hook == null ? Protocol.OWN : hook;
        Protocol protocol = GrpcProtocol.isOf(contentType) ? GrpcProtocol.UNSERVED : others;
        protocol.refusal(Problems.of(failure, "a request at the door"), contentType)
                .writeTo(request.response(), request.method().equals(HttpMethod.HEAD));
    }

    /** Servers of one deployment share the connections of their port; each has the event loop on which it was made. */
    private Future<HttpServer> open() {
        HttpServer server = VertxInternals.httpServer(vertx, serverOptions(options.tls()), this::taken)
                .requestHandler(desk())
                .invalidRequestHandler(InvalidRequests::answer)
                .connectionHandler(known -> VertxInternals.limitStreams(known, Limits.HTTP2_STREAMS_MAX))
                .exceptionHandler(HttpDoor::failed);
        synchronized (servers) {
            servers.add(server);
        }
        return server.listen(options.port() == 0 ? ANY_PORT_SHARED : options.port(), options.host());
    }

    /** A handshake that failed is counted by the log: its operator, or its caller, has something to mend. */
    private static void failed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                LOG.info("a TLS handshake failed", failure);
                return;
            }
        }
        LOG.debug("a connection failed", failure);
    }

    private static HttpServerOptions serverOptions(HttpOptions.@Nullable Tls tls) {
        HttpServerOptions http = new HttpServerOptions()
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(Limits.HTTP2_STREAMS_MAX)
                        .setMaxHeaderListSize(Limits.HTTP2_HEADER_BYTES_MAX)
                        .setInitialWindowSize(Limits.HTTP2_STREAM_WINDOW_BYTES))
                .setHttp2ConnectionWindowSize(Limits.HTTP2_CONNECTION_WINDOW_BYTES)
                .setHttp2RstFloodMaxRstFramePerWindow(Limits.HTTP2_RESETS_MAX)
                .setHttp2RstFloodWindowDuration(HTTP2_RESET_SECONDS)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setMaxInitialLineLength(Limits.URL_BYTES_MAX)
                .setMaxHeaderSize(Limits.HEADER_BYTES_MAX)
                .setIdleTimeout(IDLE_SECONDS_MAX)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setTcpKeepAlive(true)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(WEB_SOCKET_FRAME_BYTES_MAX)
                .setMaxWebSocketMessageSize(WEB_SOCKET_MESSAGE_BYTES_MAX);
        if (tls == null) return http;
        return http.setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certificate().toString())
                        .setKeyPath(tls.key().toString()));
    }
}
