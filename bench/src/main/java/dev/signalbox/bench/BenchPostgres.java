package dev.signalbox.bench;

import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.hub.database.DatabaseUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL: the one of {@code SIGNALBOX_BENCH_POSTGRES} (its user must be allowed to make databases), else the
 * server's own binaries, started here. Always with fsync.
 */
final class BenchPostgres implements AutoCloseable {
    private static final String VARIABLE = "SIGNALBOX_BENCH_POSTGRES";
    /** Held here: a logger that nobody holds forgets its level. */
    private static final Logger QUIET = Logger.getLogger("io.zonky.test.db.postgres");

    private final DatabaseUrl server;
    private final @Nullable EmbeddedPostgres started;
    private final List<String> made = new ArrayList<>();

    private BenchPostgres(DatabaseUrl server, @Nullable EmbeddedPostgres started) {
        this.server = server;
        this.started = started;
    }

    static BenchPostgres open(Path folder) {
        String given = System.getenv(VARIABLE);
        BenchPostgres opened =
                given == null || given.isBlank() ? binaries(folder) : new BenchPostgres(DatabaseUrl.parse(given), null);
        String fsync = opened.ask("SHOW fsync") + ", synchronous_commit " + opened.ask("SHOW synchronous_commit");
        if (!fsync.equals("on, synchronous_commit on")) {
            opened.close();
            throw new BenchFailure("PostgreSQL runs with fsync " + fsync + ": its figures would say nothing");
        }
        return opened;
    }

    String description() {
        return ask("SHOW server_version") + (started == null ? ", given by " + VARIABLE : ", embedded binaries")
                + ", fsync on, synchronous_commit on";
    }

    /** URL of a new and empty database, as {@code DATABASE_URL} takes it. */
    String freshDatabase(String name) {
        String database = "signalbox_bench_" + ProcessHandle.current().pid() + "_" + name;
        run("CREATE DATABASE " + database + " TEMPLATE template0 ENCODING 'UTF8'");
        made.add(database);
        String login = server.password() == null ? server.user() : server.user() + ":" + server.password();
        return "postgres://" + login + "@" + server.host() + ":" + server.port() + "/" + database + "?sslmode="
                + server.tlsMode().text();
    }

    @Override
    public void close() {
        try {
            for (String database : made) run("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
            if (started != null) started.close();
        } catch (IOException e) {
            throw new BenchFailure("PostgreSQL could not be stopped", e);
        }
    }

    private static BenchPostgres binaries(Path folder) {
        File log = folder.resolve("postgres.log").toFile();
        QUIET.setLevel(Level.WARNING);
        try {
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.resolve("postgres"))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
            return new BenchPostgres(
                    DatabaseUrl.parse("postgres://postgres@localhost:" + started.getPort() + "/postgres"), started);
        } catch (IOException e) {
            throw new BenchFailure("PostgreSQL could not be started", e);
        }
    }

    private String ask(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new BenchFailure(sql, e);
        }
    }

    private void run(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new BenchFailure(sql, e);
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        String password = server.password();
        if (password != null) properties.setProperty("password", password);
        properties.setProperty("sslmode", server.tlsMode().text());
        return DriverManager.getConnection(
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + server.database(), properties);
    }
}
