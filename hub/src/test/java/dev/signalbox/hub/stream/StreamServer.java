package dev.signalbox.hub.stream;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.http.HttpDoor;
import dev.signalbox.hub.http.HttpOptions;
import dev.signalbox.hub.http.HttpRouter;
import dev.signalbox.hub.http.SharedLimits;
import dev.signalbox.hub.http.Spaces;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.http.admission.ClientAddress;
import dev.signalbox.hub.http.admission.OwnNames;
import dev.signalbox.hub.http.admission.RateGate;
import dev.signalbox.hub.http.admission.StartupGate;
import dev.signalbox.hub.http.admission.TrustedProxies;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.SqliteEventLog;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * The event routes alone, over a real log and a real server: with limits and with a rate of events that no test can
 * have through commands.
 */
final class StreamServer implements AutoCloseable {
    /** The oldest position that is kept. */
    final AtomicLong floor = new AtomicLong(1);

    final EventLog log;
    final EventStreams streams;

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final SqliteDatabase database;
    private final HttpDoor door;
    private final int port;

    StreamServer(Path folder, StreamLimits limits) {
        this(folder, limits, log -> log);
    }

    /** @param seen what the doors see in place of the log */
    StreamServer(Path folder, StreamLimits limits, UnaryOperator<EventLog> seen) {
        Clock clock = Clock.systemUTC();
        database = SqliteDatabase.open(folder.resolve("main.db"), Throwable::printStackTrace);
        log = Await.result(SqliteEventLog.open("main", database, clock, AppendMeter.NONE));
        EventLog shown = seen.apply(log);
        FollowedLog followed =
                new FollowedLog(shown, new LogTail(shown, Await.result(log.head()), vertx), floor::get, clock);
        MatrixInForce matrix = new MatrixInForce(OwnershipMatrix.shipped());
        Authentication authentication = new Authentication(new Names(), clock);
        streams = new EventStreams(vertx, authentication, matrix, limits, metrics);
        streams.start();
        RouteTable doors = new RouteTable(new CommandHandler(log, matrix, clock), matrix);
        new EventRoutes(Map.of("main", followed), matrix, streams).declare(doors);
        HttpOptions options = HttpOptions.on(
                "127.0.0.1", 0, new ClientAddress(false, TrustedProxies.NONE), new OwnNames(true, List.of()), null);
        StartupGate open = new StartupGate();
        open.complete();
        SharedLimits shared = new SharedLimits(vertx, Clock.systemUTC(), false, () -> 0);
        door = new HttpDoor(vertx, options, shared, Spaces.NONE);
        port = Await.result(door.answerBy(new HttpRouter(
                "default",
                vertx,
                options,
                shared,
                doors,
                router -> {},
                matrix,
                authentication,
                new RateGate(matrix, clock),
                open,
                List::of,
                metrics)));
    }

    int port() {
        return port;
    }

    /** A request whose key is the name of a role. */
    HttpRequest.Builder request(String role, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("X-API-Key", role);
    }

    /** Appends events with data of this size, each on a stream of its own. */
    Future<Void> append(String type, int count, int dataBytes) {
        byte[] data = ("{\"pad\":\"" + "x".repeat(dataBytes) + "\"}").getBytes(StandardCharsets.UTF_8);
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = Ids.next();
            String category = type.substring(0, type.indexOf('.'));
            events.add(new NewEvent(category + "/" + id, id, type, "test", Instant.now(), null, null, data));
        }
        return log.append(new Append(events, Map.of(), new byte[Append.DIGEST_BYTES]))
                .mapEmpty();
    }

    /** Appends events to one stream, whose version is known. */
    Future<Void> appendTo(String stream, long version, String type, int count) {
        return appendTo(stream, version, type, count, new byte[] {'{', '}'});
    }

    Future<Void> appendTo(String stream, long version, String type, int count, byte[] data) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(new NewEvent(stream, Ids.next(), type, "test", Instant.now(), null, null, data));
        }
        Map<String, ExpectedVersion> expected = Map.of(stream, ExpectedVersion.exactly(version));
        return log.append(new Append(events, expected, new byte[Append.DIGEST_BYTES]))
                .mapEmpty();
    }

    @Override
    public void close() {
        Await.result(streams.close());
        Await.result(door.close());
        Await.result(log.close());
        Await.result(database.close());
        Await.result(vertx.close());
        metrics.close();
    }

    /** Knows one key a role; its secret is the role's name. */
    private static final class Names implements Authenticator {
        @Override
        public Optional<Principal> authenticate(String secret, Instant now) {
            return OwnershipMatrix.ROLES.contains(secret)
                    ? Optional.of(new Principal(secret, secret, secret))
                    : Optional.empty();
        }

        @Override
        public boolean isValid(Principal principal, Instant now) {
            return true;
        }

        @Override
        public Optional<Principal> holderOf(String publicKey, Instant now) {
            return Optional.empty();
        }

        @Override
        public String publicKeyOf(String keyId) {
            return null;
        }

        @Override
        public Instant expiresAt(Principal principal) {
            return null;
        }

        @Override
        public boolean isOfOperators(Principal principal) {
            return true;
        }

        @Override
        public void refused(String secret, String address, Instant now) {}
    }
}
