package dev.signalbox.hub.database;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestPostgres;
import dev.signalbox.wire.resource.SchemaStatus.Holder;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgresStoreSchemaTest extends StoreSchemaContract {
    private static final String DATABASE = TestPostgres.sharedDatabase();
    private static final Vertx VERTX = Vertx.vertx();

    private final String schema = TestPostgres.freshSchema();

    @AfterAll
    static void close() {
        result(VERTX.close());
    }

    @Override
    StoreSchema store() {
        return StoreSchema.ofSchema("main", VERTX, DatabaseUrl.parse(DATABASE), schema);
    }

    @Override
    Dialect engine() {
        return Dialect.POSTGRES;
    }

    @Override
    void open() {
        result(result(PostgresDatabase.open(VERTX, DatabaseUrl.parse(DATABASE), schema))
                .close());
    }

    @Override
    void fresh() {
        run("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    }

    @Override
    void run(String sql) {
        try (Connection connection = TestPostgres.connect(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO " + schema);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Test
    void a_schema_that_is_not_there_is_missing_and_up_makes_it() {
        StoreSchema fresh =
                StoreSchema.ofSchema("main", VERTX, DatabaseUrl.parse(DATABASE), TestPostgres.freshSchema());

        assertThat(result(fresh.status()).state()).isEqualTo("missing");
        assertThat(result(fresh.up(true))).isEqualTo(Migrations.FILES);
        assertThat(result(fresh.status()).state()).isEqualTo("missing");
        assertThat(result(fresh.up(false))).isEqualTo(Migrations.FILES);
        assertThat(result(fresh.status()).state()).isEqualTo("current");
    }

    @Test
    void who_holds_the_lock_is_told_with_its_process_its_name_and_since_when() throws SQLException {
        try (Connection other = TestPostgres.connect(DATABASE);
                Statement statement = other.createStatement()) {
            statement.execute("SET application_name = 'pgAdmin 4'");
            other.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(" + Migrations.LOCK + ")");
            int pid;
            try (var found = statement.executeQuery("SELECT pg_backend_pid()")) {
                found.next();
                pid = found.getInt(1);
            }

            List<Holder> holders = result(store().holders());

            assertThat(holders.get(0).holds()).isEqualTo("migration lock");
            assertThat(holders.get(0).pid()).isEqualTo(pid);
            assertThat(holders.get(0).name()).isEqualTo("pgAdmin 4");
            assertThat(holders.get(0).since()).isNotNull();
            other.rollback();
        }
    }

    /** Every way in which a login may lack a right: the SQL of the message, run by the owner, is the cure. */
    @Test
    void a_login_without_rights_is_told_the_grant_that_helps() {
        String database = TestPostgres.freshDatabase();
        String login = DatabaseUrl.parse(database).database() + "-app";
        String quoted = '"' + login + '"';
        TestPostgres.run(database, "CREATE ROLE " + quoted + " LOGIN PASSWORD 'x'");
        String url = database.replaceFirst("//[^@]*@", "//" + login + ":x@");
        StoreSchema plain = StoreSchema.ofSchema("main", VERTX, DatabaseUrl.parse(url), "signalbox_main");

        Throwable noSchema = failure(plain.up(false));
        assertThat(noSchema).isInstanceOf(MigrationFailed.class).hasMessageContaining("permission denied for database");
        TestPostgres.run(database, "CREATE SCHEMA signalbox_main");
        Throwable noTables = failure(plain.up(false));
        TestPostgres.run(database, grantOf(noTables));
        assertThat(result(plain.up(false))).isEqualTo(Migrations.FILES);

        TestPostgres.run(database, "DROP SCHEMA signalbox_main CASCADE");
        TestPostgres.run(database, "CREATE SCHEMA signalbox_main");
        TestPostgres.run(database, "GRANT USAGE ON SCHEMA signalbox_main TO " + quoted);
        Throwable noCreation = failure(plain.up(false));
        assertThat(noCreation).isInstanceOf(MigrationFailed.class).hasMessageContaining("CREATE TABLE schema_history");
        TestPostgres.run(database, grantOf(noCreation));
        assertThat(result(plain.up(false))).isEqualTo(Migrations.FILES);

        TestPostgres.run(database, "DROP SCHEMA signalbox_main CASCADE");
        TestPostgres.run(database, grantOf(noSchema));
        assertThat(result(plain.up(false))).isEqualTo(Migrations.FILES);

        TestPostgres.run(database, "DROP OWNED BY " + quoted);
        TestPostgres.run(database, "DROP ROLE " + quoted);
    }

    private static String grantOf(Throwable failure) {
        Matcher grant = Pattern.compile("GRANT [^;]*;").matcher(failure.getMessage());
        assertThat(grant.find()).as(failure.getMessage()).isTrue();
        return grant.group();
    }
}
