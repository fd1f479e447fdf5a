package dev.signalbox.hub;

import dev.signalbox.hub.Restore.Report;
import dev.signalbox.hub.Restore.Told;
import dev.signalbox.hub.Restore.Wish;
import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.Exported;
import dev.signalbox.hub.archive.FolderStore;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.Until;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.history.Store;
import dev.signalbox.hub.history.StoredLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A place for the stores of a hub, in tests of restores: a data folder, and a database where the engine is PostgreSQL.
 *
 * @param url null for SQLite in the folder
 */
record Restored(Path folder, String url) {
    enum Kind {
        SQLITE,
        POSTGRESQL
    }

    static Restored fresh(Kind kind, Path folder) {
        return new Restored(folder, kind == Kind.SQLITE ? null : TestPostgres.freshDatabase());
    }

    TestHub start(Clock clock) {
        HubConfig config = HubConfig.embedded(folder, 0);
        return TestHub.start(url == null ? config : config.onPostgres(url), clock);
    }

    /** Adds to an archive what came since the last time; the hub is stopped. */
    void export(Path archive) {
        Exported.into(archive, folder, url, Recipients.NONE);
    }

    Report restore(Path archive, Until until, Clock clock) throws IOException {
        return restore(wish(archive, until), Told.NOBODY, clock);
    }

    Report restore(Wish wish, Told told, Clock clock) throws IOException {
        return url == null
                ? Restore.intoFolder(folder, wish, told, clock)
                : Restore.intoDatabase(DatabaseUrl.parse(url), wish, told, clock);
    }

    static Wish wish(Path archive, Until until) {
        return new Wish(
                new Archive(new FolderStore(archive), ""), Identities.NONE, until, List.of("main", "traces"), "anna");
    }

    /** The rows of a log, read around the hub. */
    StoredLog log(String log) {
        return store(log).read();
    }

    Store store(String log) {
        return new Store(log, () -> {
            if (url == null) return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(log + ".db"));
            Connection connection = TestPostgres.connect(url);
            connection.setSchema("signalbox_" + log);
            return connection;
        });
    }

    /** Whether a text stands anywhere: in the bytes of the files, or in a row of any table of the database. */
    boolean holds(String text) {
        return url == null ? inFiles(folder, text) : inTables(text);
    }

    static boolean inFiles(Path folder, String text) {
        if (!Files.exists(folder)) return false;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) return true;
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean inTables(String text) {
        List<String> tables = TestPostgres.query(
                url, "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname LIKE 'signalbox%'");
        try (Connection connection = TestPostgres.connect(url)) {
            for (String table : tables) if (inTable(connection, table, text)) return true;
            return false;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean inTable(Connection connection, String table, String text) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    Object value = rows.getObject(i);
                    String shown = value instanceof byte[] bytes
                            ? new String(bytes, StandardCharsets.ISO_8859_1)
                            : String.valueOf(value);
                    if (shown.contains(text)) return true;
                }
            }
            return false;
        }
    }

    /** What is there of stores, named or not. */
    List<String> traces() {
        if (url != null) {
            return TestPostgres.query(
                    url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'signalbox%' ORDER BY nspname");
        }
        List<String> names = new ArrayList<>();
        if (!Files.exists(folder)) return names;
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
