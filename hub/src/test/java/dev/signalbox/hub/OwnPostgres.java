package dev.signalbox.hub;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL server for one test, that can be stopped and started again on its data and port. */
final class OwnPostgres implements AutoCloseable {
    private final Path folder;
    private final int port = TestPorts.next();
    private EmbeddedPostgres server;

    private OwnPostgres(Path folder) {
        this.folder = folder;
    }

    /** A fresh server whose data is in this folder. */
    static OwnPostgres in(Path folder) {
        OwnPostgres fresh = new OwnPostgres(folder);
        fresh.start();
        return fresh;
    }

    String url() {
        // Not "prefer": the driver leaves its refused request for TLS open, and a server that stops waits a minute for
        // such a one.
        return "postgres://postgres@localhost:" + port + "/postgres?sslmode=disable";
    }

    /** Starts it on its data; as with any server, transactions that had no answer are done or not. */
    void start() {
        try {
            File output = Files.createDirectories(Path.of("target"))
                    .resolve("postgres.log")
                    .toFile();
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(output))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(output))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Stops it as an operator does: connections are ended, what they have open is rolled back. Returns when it is gone.
     */
    void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Eventually.until("the server is gone", () -> !Files.exists(folder.resolve("postmaster.pid")));
    }

    @Override
    public void close() {
        stop();
    }
}
