package dev.signalbox.hub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.living.OpenSpaces;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.space.Store;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A real hub on a free port with a real store, for one test. Requests are sent with the key of a role, which is made
 * when it is first used; {@code admin} has the key of {@code admin.key}; {@link #NOBODY} sends none.
 */
public final class TestHub implements AutoCloseable {
    /** The role of a caller without a key. */
    public static final String NOBODY = "nobody";

    private static final boolean OVER_HTTP2 = "2".equals(System.getProperty("signalbox.test.http"));
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HubConfig config;
    private final Clock clock;
    private final Engine.Choice choice;
    private final ConcurrentLinkedQueue<Throwable> fatal = new ConcurrentLinkedQueue<>();
    private final Map<String, String> keys = new HashMap<>();
    private final int port;
    private Hub hub;

    private TestHub(HubConfig config, Clock clock, Engine.Choice choice) {
        this.config = config;
        this.port = config.port() == 0 ? TestPorts.next() : config.port();
        this.clock = clock;
        this.choice = choice;
    }

    /** On SQLite in this folder, with a {@link TestClock}. */
    public static TestHub start(Path data) {
        return start(HubConfig.embedded(data, 0), new TestClock());
    }

    /** On SQLite in this folder. */
    public static TestHub start(Path data, Clock clock) {
        return start(HubConfig.embedded(data, 0), clock);
    }

    /** On PostgreSQL, with a {@link TestClock}; {@code data} holds the admin key. */
    public static TestHub onPostgres(Path data, String databaseUrl) {
        return start(HubConfig.embedded(data, 0).onPostgres(databaseUrl), new TestClock());
    }

    public static TestHub start(HubConfig config, Clock clock) {
        return start(config, clock, clock instanceof TestClock ? new OnOneClock(OpenSpaces.OPEN_MAX) : Engine::of);
    }

    /**
     * The same with room for so many spaces beside the default one.
     *
     * @param databaseUrl null for SQLite
     */
    public static TestHub withRoomFor(int spaces, Path data, String databaseUrl) {
        HubConfig config = HubConfig.embedded(data, 0);
        return start(
                databaseUrl == null ? config : config.onPostgres(databaseUrl), new TestClock(), new OnOneClock(spaces));
    }

    /** On a store whose server reads the same clock. */
    private record OnOneClock(int openMax) implements Engine.Choice {
        @Override
        public Future<Engine> open(HubConfig config, Clock clock, Consumer<Throwable> onFatal, Vertx vertx) {
            return Engine.of(config, clock, onFatal, vertx).map(engine -> ofSpace(engine, clock));
        }

        @Override
        public Engine ofSpace(Engine engine, Clock clock) {
            return new OneClock(engine, clock);
        }
    }

    private record OneClock(Engine engine, Clock clock) implements Engine {
        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public String where() {
            return engine.where();
        }

        @Override
        public Future<Database> database(String log) {
            return engine.database(log);
        }

        @Override
        public Future<Store> open(String log, AppendMeter meter, Cursor seen) {
            return engine.open(log, meter, seen);
        }

        @Override
        public Future<Store> look(String log) {
            return engine.look(log);
        }

        @Override
        public Future<Optional<Instant>> time(Database database) {
            return Future.succeededFuture(Optional.of(clock.instant()));
        }

        @Override
        public Future<Void> alone(Database main) {
            return engine.alone(main);
        }

        @Override
        public Future<Optional<Long>> room() {
            return engine.room();
        }

        @Override
        public List<Probe> probes(Space in) {
            return engine.probes(in);
        }

        @Override
        public Future<Void> close() {
            return engine.close();
        }
    }

    /** On a store with a fault. */
    static TestHub start(HubConfig config, Clock clock, Engine.Choice choice) {
        TestHub started = new TestHub(config, clock, choice);
        started.open();
        return started;
    }

    /** Closes the hub in order and starts it again on the same store and port. */
    public void restart() {
        stop();
        open();
    }

    /** Closes the hub in order; {@link #open} starts it again. */
    public void stop() {
        Await.result(hub.close());
    }

    /** Starts it again on the same store and port. */
    public void open() {
        HubConfig onPort = config.onPort(port);
        hub = Await.result(Hub.start(onPort, clock, fatal::add, choice, UnaryOperator.identity()));
    }

    public Hub hub() {
        return hub;
    }

    public int port() {
        return port;
    }

    /** {@code http://127.0.0.1:<port>}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The clock that the hub reads. Fails when the test gave another kind. */
    public TestClock clock() {
        return (TestClock) clock;
    }

    /** The secret of the role's key. */
    public synchronized String key(String role) {
        String known = keys.get(role);
        if (known == null) {
            known = role.equals("admin") ? adminKey() : newKey(role, role);
            keys.put(role, known);
        }
        return known;
    }

    /** Reads and makes keys anew from now on. */
    public synchronized void forgetKeys() {
        keys.clear();
    }

    /** The secret of one more key. */
    public String newKey(String name, String role) {
        return post("admin", "/v1/keys", Map.of("name", name, "role", role))
                .expect(201)
                .json()
                .path("secret")
                .textValue();
    }

    /**
     * Asks again while a table is late, as clients do: on a busy machine it may need longer than the hub waits for it.
     */
    public Reply get(String role, String path, String... headers) {
        Reply[] reply = new Reply[1];
        Eventually.until("the tables hold what was acknowledged", () -> {
            reply[0] = getOnce(role, path, headers);
            return reply[0].status() != 503 || !reply[0].text().contains(ProblemCode.PROJECTION_LAGGING.word());
        });
        return reply[0];
    }

    /** Where a follower begins that has seen all events of the log {@code main}. */
    public Cursor cursor() {
        return Cursor.parse(get("admin", "/v1/events?after=end&limit=1")
                .expect(200)
                .json()
                .path("next")
                .textValue());
    }

    public Reply getOnce(String role, String path, String... headers) {
        return send(role, request(role, path, headers).GET());
    }

    /** Sends the value as JSON; a text as it is, an empty one as no body. */
    public Reply post(String role, String path, Object body, String... headers) {
        String json = body instanceof String text ? text : Json.writeText(body);
        HttpRequest.Builder request = request(role, path, headers).POST(BodyPublishers.ofString(json));
        return send(role, json.isEmpty() ? request : request.setHeader("Content-Type", "application/json"));
    }

    /** Sends the value with another method; a text as it is, an empty one as no body. */
    public Reply send(String role, String method, String path, Object body, String... headers) {
        String json = body instanceof String text ? text : Json.writeText(body);
        HttpRequest.Builder request = request(role, path, headers).method(method, BodyPublishers.ofString(json));
        return send(role, json.isEmpty() ? request : request.setHeader("Content-Type", "application/json"));
    }

    /** Puts the shipped matrix with these tables in force. */
    public void declare(TableDeclaration... tables) {
        hub.matrix().replace(OwnershipMatrix.shippedWith(List.of(), List.of(tables)));
    }

    public Reply delete(String role, String path) {
        return send(role, request(role, path).DELETE());
    }

    /** A request with the role's key, for what the methods above cannot say. */
    public HttpRequest.Builder request(String role, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
        if (!role.equals(NOBODY)) request.header("Authorization", "Bearer " + key(role));
        return headers.length == 0 ? request : request.headers(headers);
    }

    public Reply send(String role, HttpRequest.Builder request) {
        return send(request.build());
    }

    /** Sends a request that is complete; over HTTP/2 where {@code -Dsignalbox.test.http=2} says so. */
    public static Reply send(HttpRequest request) {
        if (OVER_HTTP2) return new Reply(Http2.send(request));
        try {
            return new Reply(HTTP.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Fails when the hub met an error after which its process must end. */
    @Override
    public void close() {
        stop();
        if (!fatal.isEmpty()) throw new AssertionError("the hub met a fatal error", fatal.peek());
    }

    private String adminKey() {
        try {
            return Files.readString(config.data().resolve("admin.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer of the hub. */
    public record Reply(HttpResponse<byte[]> http) {
        public int status() {
            return http.statusCode();
        }

        public String text() {
            return new String(http.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return Json.readLenient(http.body(), JsonNode.class);
        }

        public Optional<String> header(String name) {
            return http.headers().firstValue(name);
        }

        /** This, when it has the status; fails with the body otherwise. */
        public Reply expect(int status) {
            if (status() != status) throw new AssertionError("expected " + status + ", got " + this);
            return this;
        }

        @Override
        public String toString() {
            return status() + " " + text();
        }
    }
}
