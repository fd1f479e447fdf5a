package dev.signalbox.hub.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;
import org.sqlite.SQLiteDataSource;

/**
 * Brings the tables of a store to the shape that this version knows: numbered files, applied once each, in order, by Flyway, and kept
 * in the ledger table {@code schema_history}. A store that is up to date costs one query; Flyway is not even loaded then. Blocks the
 * calling thread; call it at start, before the store is opened.
 *
 * <p>The files are listed by name, not found by scanning, so that they work from any jar; a test holds the list against the folder.
 */
public final class Migrations {
    /** File names in {@code /db/sqlite} and {@code /db/postgres}: {@code V<number>__<what>.sql}, numbered without a hole. */
    static final List<String> FILES = List.of("V1__log.sql");

    private static final String LEDGER = "schema_history";
    private static final int CONNECT_SECONDS = PostgresServer.CONNECT_SECONDS;
    private static final long LOCK = 0x7369_676e_616c_0001L;

    private Migrations() {}

    /**
     * Migrates the SQLite file, which is made when it is missing. The caller holds the lock of the data folder. Fails with {@link
     * NewerSchema} when a newer version wrote the file; it is untouched then.
     */
    public static void sqlite(Path file) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = source.getConnection()) {
            if (isCurrent(
                    connection,
                    LEDGER,
                    "SELECT count(*) FROM sqlite_schema WHERE name = '" + LEDGER + "'",
                    file.toString())) return;
        } catch (SQLException e) {
            throw new StoreUnavailable("cannot open the store " + file + ": " + e.getMessage(), e);
        }
        apply("sqlite", configured(source));
    }

    /**
     * Migrates one schema of a PostgreSQL database, which is made when it is missing. Safe when several nodes start together: one
     * migrates, the others wait. Fails with {@link NewerSchema}, and with {@link StoreUnavailable} when the server does not answer.
     */
    public static void postgres(DatabaseUrl url, String schema) {
        DataSource source = source(url);
        String ledger = ledger(schema);
        String probe = "SELECT count(to_regclass('" + ledger + "'))";
        String where = "schema " + schema;
        try (Connection connection = source.getConnection()) {
            if (isCurrent(connection, ledger, probe, where)) return;
            connection.setAutoCommit(false);
            lock(connection);
            if (!isCurrent(connection, ledger, probe, where)) {
                apply("postgres", configured(source).schemas(schema).createSchemas(true));
            }
            connection.commit();
        } catch (SQLException e) {
            throw new StoreUnavailable("cannot migrate " + where + " of " + url + ": " + e.getMessage(), e);
        }
    }

    /** The number of the newest migration that this version knows. */
    static int newest() {
        return FILES.size();
    }

    /** The ledger of a PostgreSQL schema, as SQL names it. */
    static String ledger(String schema) {
        return '"' + schema + "\"." + LEDGER;
    }

    /** The query whose two numbers {@link #isCurrent(String, long, long)} judges. */
    static String state(String ledger) {
        return "SELECT coalesce(max(cast(version AS integer)), 0) AS newest,"
                + " coalesce(sum(CASE WHEN success THEN 1 ELSE 0 END), 0) AS applied FROM " + ledger
                + " WHERE version IS NOT NULL";
    }

    /**
     * Whether there is nothing to do. Fails with {@link NewerSchema}.
     *
     * @param newest number of the newest migration in the ledger
     * @param applied how many of them succeeded; when one failed or is missing, Flyway is to say so
     */
    static boolean isCurrent(String where, long newest, long applied) {
        if (newest > newest()) throw new NewerSchema(where, newest, newest());
        return newest == newest() && applied == newest;
    }

    private static boolean isCurrent(Connection connection, String ledger, String probe, String where)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery(probe)) {
                found.next();
                if (found.getLong(1) == 0) return false;
            }
            try (ResultSet state = statement.executeQuery(state(ledger))) {
                state.next();
                return isCurrent(where, state.getLong(1), state.getLong(2));
            }
        }
    }

    /** In a transaction, so that it also holds behind a proxy which lends connections by the transaction, and ends with the process. */
    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        }
    }

    private static DataSource source(DatabaseUrl url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]"});
        source.setPortNumbers(new int[] {url.port()});
        source.setDatabaseName(url.database());
        source.setUser(url.user());
        if (url.password() != null) source.setPassword(url.password());
        source.setSslMode(url.tlsMode().text());
        if (url.rootCertificate() != null) source.setSslRootCert(url.rootCertificate());
        else if (url.tlsMode().verifies()) source.setSslfactory(DefaultJavaSSLFactory.class.getName());
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setApplicationName("signalbox");
        return source;
    }

    private static FluentConfiguration configured(DataSource source) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .table(LEDGER)
                .loggers(FlywayLog.class.getName())
                .locations(new String[0])
                .javaMigrationClassProvider(List::of);
    }

    private static void apply(String engine, FluentConfiguration configuration) {
        configuration.resourceProvider(new Files(engine)).load().migrate();
    }

    /** The listed files of one engine. */
    private record Files(String engine) implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return FILES.contains(name) ? new File(engine, name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            if (!prefix.equals("V")) return List.of();
            return FILES.stream()
                    .<LoadableResource>map(name -> new File(engine, name))
                    .toList();
        }
    }

    private static final class File extends LoadableResource {
        private final String path;
        private final String name;

        File(String engine, String name) {
            this.path = "/db/" + engine + "/" + name;
            this.name = name;
        }

        @Override
        public Reader read() {
            try (InputStream stream = Migrations.class.getResourceAsStream(path)) {
                if (stream == null) throw new IllegalStateException(path + " is missing in this build");
                return new StringReader(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
