package dev.signalbox.hub.database;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import java.io.EOFException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server of PostgreSQL speaks TLS: its answer to an {@code SSLRequest}, on a connection that ends with it
 * (PostgreSQL, Message Flow, SSL Session Encryption). The driver asks too, but leaves the connection open on which the
 * server said no, until one of both loses patience: each connection of a pool would occupy the server twice. Any
 * thread.
 */
final class TlsOffer {
    private static final Buffer REQUEST = Buffer.buffer().appendInt(8).appendInt(80_877_103);
    private static final byte YES = 'S';
    /** For so long an answer counts, so that the connections of a pool, opened at once, ask once. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final String host;
    private final int port;
    private @Nullable Future<Boolean> answer;
    private long askedAt;

    TlsOffer(Vertx vertx, String host, int port) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
    }

    /** Whether the server speaks TLS. Fails when it does not say. */
    synchronized Future<Boolean> isMade() {
        Future<Boolean> known = answer;
        if (known != null && !known.failed() && System.nanoTime() - askedAt < GOOD_FOR.toNanos()) return known;
        Future<Boolean> asked = ask();
        answer = asked;
        askedAt = System.nanoTime();
        return asked;
    }

    private Future<Boolean> ask() {
        NetClient client = vertx.createNetClient(PostgresServer.transport());
        return client.connect(port, host)
                .compose(socket -> {
                    Promise<Boolean> first = Promise.promise();
                    socket.handler(bytes -> first.tryComplete(bytes.getByte(0) == YES));
                    socket.exceptionHandler(first::tryFail);
                    socket.closeHandler(closed -> first.tryFail(new EOFException("the server closed the connection")));
                    return socket.write(REQUEST).compose(written -> first.future());
                })
                .timeout(PostgresServer.CONNECT_SECONDS, TimeUnit.SECONDS)
                .eventually(client::close);
    }
}
