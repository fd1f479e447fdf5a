package dev.signalbox.hub;

import dev.signalbox.hub.database.DatabaseUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.testcontainers.containers.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real PostgreSQL for tests, one server for the JVM, and in it a fresh database for whoever asks: the one of
 * {@code SIGNALBOX_TEST_POSTGRES} when it is set, else a container where a Docker engine answers, else the server's own
 * binaries started here. Never skipped, always with fsync. At the end of the run it says which one it was.
 */
public final class TestPostgres {
    private static final String IMAGE = "postgres:17-alpine";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Queue<String> DATABASES = new ConcurrentLinkedQueue<>();
    private static final Logger QUIET = Logger.getLogger("io.zonky.test.db.postgres");
    private static Optional<Server> server = Optional.empty();
    private static Optional<String> shared = Optional.empty();

    private TestPostgres() {}

    /**
     * @param own it ends with this JVM, and what is in it, too
     * @param end ends it, and removes its data; null when others do
     */
    private record Server(
            String url,
            String description,
            boolean own,
            @Nullable Runnable end) {}

    /** URL of a fresh and empty database, as {@code DATABASE_URL} takes it. It lives as long as the run. */
    public static String freshDatabase() {
        DatabaseUrl admin = DatabaseUrl.parse(server().url);
        String name = "signalbox_test_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        run(server().url, "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8'");
        if (!server().own) DATABASES.add(name);
        return urlOf(admin, name);
    }

    /** A copy of a database that nobody is connected to, with all its schemas. */
    static String copyOf(String url) {
        DatabaseUrl admin = DatabaseUrl.parse(server().url);
        String name = "signalbox_test_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        run(server().url, "CREATE DATABASE " + name + " TEMPLATE " + nameOf(url));
        if (!server().own) DATABASES.add(name);
        return urlOf(admin, name);
    }

    /** Puts a copy in the place of a database that nobody is connected to; the copy is gone then. */
    static void replace(String url, String copy) {
        run(server().url, "DROP DATABASE " + nameOf(url));
        run(server().url, "ALTER DATABASE " + nameOf(copy) + " RENAME TO " + nameOf(url));
        DATABASES.remove(nameOf(copy));
    }

    private static String nameOf(String url) {
        return DatabaseUrl.parse(url).database();
    }

    /** URL of one database for the whole run, for tests that take a {@link #freshSchema} in it: that costs a tenth. */
    public static synchronized String sharedDatabase() {
        if (shared.isEmpty()) shared = Optional.of(freshDatabase());
        return shared.get();
    }

    /** Name of a schema that nobody has used in this run. */
    public static String freshSchema() {
        return "test_" + COUNT.incrementAndGet();
    }

    /** Which PostgreSQL the tests of this JVM use. */
    public static String description() {
        return server().description;
    }

    /** The first column of a query's rows, in one database of the server. */
    public static List<String> query(String url, String sql) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (result.next()) values.add(result.getString(1));
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** Runs one statement in one database of the server. */
    public static void run(String url, String sql) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** A plain connection, for tests that hold locks or cut others. */
    public static Connection connect(String url) throws SQLException {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        Properties properties = new Properties();
        properties.setProperty("user", parsed.user());
        if (parsed.password() != null) properties.setProperty("password", parsed.password());
        properties.setProperty("sslmode", parsed.tlsMode().text());
        return DriverManager.getConnection(
                "jdbc:postgresql://" + parsed.host() + ":" + parsed.port() + "/" + parsed.database(), properties);
    }

    private static synchronized Server server() {
        if (server.isEmpty()) {
            Server started = start();
            List<String> fsync = query(started.url, "SHOW fsync");
            if (!fsync.equals(List.of("on"))) throw new IllegalStateException("fsync of the test server is " + fsync);
            String version = query(started.url, "SHOW server_version").get(0);
            server = Optional.of(
                    new Server(started.url, version + ", " + started.description, started.own, started.end));
        }
        return server.get();
    }

    private static Server start() {
        String given = System.getenv("SIGNALBOX_TEST_POSTGRES");
        if (given != null && !given.isBlank()) {
            return new Server(given, "given by SIGNALBOX_TEST_POSTGRES: " + DatabaseUrl.parse(given), false, null);
        }
        return dockerMayAnswer() ? container() : binaries("no Docker engine here");
    }

    /** Testcontainers tells at length when there is no engine; so it is asked only where one may be. */
    private static boolean dockerMayAnswer() {
        if (System.getenv("DOCKER_HOST") != null) return true;
        return Stream.of("/var/run/docker.sock", System.getProperty("user.home") + "/.docker/run/docker.sock")
                .anyMatch(socket -> Files.exists(Path.of(socket)));
    }

    @SuppressWarnings("resource") // Ends with the JVM: Testcontainers removes it.
    private static Server container() {
        try {
            PostgreSQLContainer<?> container = new PostgreSQLContainer<>(DockerImageName.parse(IMAGE));
            container.setCommand("postgres", "-c", "fsync=on", "-c", "max_connections=300");
            container.start();
            return new Server(
                    "postgres://" + container.getUsername() + ":" + container.getPassword() + "@" + container.getHost()
                            + ":" + container.getFirstMappedPort() + "/" + container.getDatabaseName(),
                    "container " + IMAGE,
                    true,
                    null);
        } catch (RuntimeException e) {
            return binaries("no container: " + e.getMessage());
        }
    }

    @SuppressWarnings("resource") // Ends with the JVM: a shutdown hook stops the server and removes its data.
    private static Server binaries(String why) {
        try {
            QUIET.setLevel(Level.WARNING);
            File output = Files.createDirectories(Path.of("target"))
                    .resolve("postgres.log")
                    .toFile();
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setPort(TestPorts.next())
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(output))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(output))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    // A checkpoint writes hundreds of files of every database, and nobody restarts this server.
                    .setServerConfig("max_wal_size", "2GB")
                    .setServerConfig("checkpoint_timeout", "1d")
                    .setCleanDataDirectory(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            String url = "postgres://postgres@localhost:" + started.getPort() + "/postgres?sslmode=disable";
            return new Server(url, "embedded binaries (" + why + ")", true, () -> end(url));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The server's own end writes hundreds of files of every database, and removing them takes as long again: half a
     * minute for which the next tests would wait. It is ended at once, and its files go beside them.
     */
    private static void end(String url) {
        String folder = query(url, "SHOW data_directory").get(0);
        String all = "kill -QUIT $(head -1 \"$0/postmaster.pid\"); while [ -e \"$0/postmaster.pid\" ] &&"
                + " kill -0 $(head -1 \"$0/postmaster.pid\") 2>/dev/null; do sleep 0.1; done; rm -rf \"$0\"";
        try {
            new ProcessBuilder("sh", "-c", all, folder)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String urlOf(DatabaseUrl url, String database) {
        String login = url.password() == null ? "" : ":" + encoded(url.password());
        return "postgres://" + encoded(url.user()) + login + "@" + url.host() + ":" + url.port() + "/" + database
                // Four connections a pool show what ten do, and each costs the server a process.
                + "?sslmode=" + url.tlsMode().text() + "&pool_max_conns=4";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Drops its databases in a server that goes on, and says, in the output of the tests of this JVM, which server it
     * was.
     */
    public static final class Summary implements LauncherSessionListener {
        @Override
        public void launcherSessionClosed(LauncherSession session) {
            server.ifPresent(used -> {
                for (String name = DATABASES.poll(); name != null; name = DATABASES.poll()) {
                    run(used.url, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
                }
                System.out.println("[INFO] PostgreSQL for tests: " + used.description);
                if (used.end != null) used.end.run();
            });
        }
    }
}
