package dev.signalbox.hub;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server for one test, that can be stopped and started again on its data and port. */
final class OwnPostgres implements AutoCloseable {
    private final Path folder;
    private final int port = TestPorts.next();
    private EmbeddedPostgres server;
    private volatile List<ProcessHandle> killed = List.of();

    private OwnPostgres(Path folder) {
        this.folder = folder;
    }

    int port() {
        return port;
    }

    /**
     * A standby of this server, whose data is in this folder: a copy of the data of the running server, which then
     * takes over what the server commits. The binaries of the tests bring no {@code pg_basebackup}, so the copy is made
     * as the manual says it is made without.
     *
     * @param through port at which the standby finds this server
     */
    OwnPostgres standby(Path folder, int through) {
        OwnPostgres standby = new OwnPostgres(folder);
        try (Connection backup = TestPostgres.connect(url());
                Statement statement = backup.createStatement()) {
            boolean older = backup.getMetaData().getDatabaseMajorVersion() < 15;
            statement.execute(older ? "SELECT pg_start_backup('t', true, false)" : "SELECT pg_backup_start('t', true)");
            Folders.copy(this.folder, folder, name -> !name.equals("postmaster.pid"));
            try (ResultSet stopped = statement.executeQuery(
                    older
                            ? "SELECT labelfile FROM pg_stop_backup(false, false)"
                            : "SELECT labelfile FROM pg_backup_stop(false)")) {
                stopped.next();
                Files.writeString(folder.resolve("backup_label"), stopped.getString(1));
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Files.createFile(folder.resolve("standby.signal"));
            Files.writeString(
                    folder.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=" + through + " user=postgres sslmode=disable'\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        standby.start();
        return standby;
    }

    /** Makes a standby the primary, with what it has. */
    void promote() {
        TestPostgres.query(url(), "SELECT pg_promote(true, 60)::text");
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
        bury();
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
        if (!isKilled()) Eventually.until("the server is gone", () -> !Files.exists(folder.resolve("postmaster.pid")));
    }

    /** {@code kill -9} of all its processes. {@link #start} starts it again, as after a loss of power. */
    void kill() {
        try {
            String pid = Files.readAllLines(folder.resolve("postmaster.pid")).get(0);
            ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
            postmaster.descendants().forEach(all::add);
            all.forEach(ProcessHandle::destroyForcibly);
            killed = all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isKilled() {
        return !killed.isEmpty();
    }

    private void bury() {
        Eventually.until("all of it is gone", () -> killed.stream().noneMatch(ProcessHandle::isAlive));
        if (isKilled()) stop();
        killed = List.of();
    }

    @Override
    public void close() {
        stop();
    }
}
