package dev.signalbox.hub.database;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresMigrationsTest {
    private final String database = TestPostgres.freshDatabase();
    private final DatabaseUrl url = DatabaseUrl.parse(database);
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        result(vertx.close());
    }

    @Test
    void a_fresh_database_gets_the_schema_with_every_table_and_the_ledger() {
        open("signalbox_main");

        assertThat(TestPostgres.query(
                        database,
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'signalbox_main'"))
                .contains("checkpoints", "events", "log_identity", "schema_history");
        assertThat(ledger("signalbox_main")).hasSize(Migrations.FILES.size());
    }

    @Test
    void two_schemas_of_one_database_are_two_stores() {
        open("signalbox_main");
        open("signalbox_traces");

        assertThat(ledger("signalbox_traces")).isEqualTo(ledger("signalbox_main"));
    }

    @Test
    void nodes_that_start_together_migrate_once() {
        List<Future<PostgresDatabase>> nodes = IntStream.range(0, 4)
                .mapToObj(node -> PostgresDatabase.open(vertx, url, "signalbox_main"))
                .toList();

        for (Future<PostgresDatabase> node : nodes) result(result(node).close());

        assertThat(ledger("signalbox_main")).hasSize(Migrations.FILES.size()).doesNotHaveDuplicates();
    }

    @Test
    void a_newer_schema_is_refused_with_the_way_out() {
        open("signalbox_main");
        TestPostgres.run(
                database,
                "INSERT INTO signalbox_main.schema_history SELECT 99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', now(), 1, true");

        assertThat(failure(PostgresDatabase.open(vertx, url, "signalbox_main")))
                .isInstanceOf(NewerSchema.class)
                .hasMessageContaining("schema 99, this one knows " + Migrations.FILES.size());
    }

    @Test
    void a_schema_whose_ledger_flyway_made_is_brought_on_from_there() {
        open("signalbox_main");
        for (String sql : List.of(
                "DROP TABLE signalbox_main.receipts",
                "DROP TABLE signalbox_main.fold_problems",
                "DROP TABLE signalbox_main.key_uses",
                "DROP TABLE signalbox_main.schema_history",
                """
                CREATE TABLE signalbox_main.schema_history (
                    installed_rank integer PRIMARY KEY,
                    version        varchar(50),
                    description    varchar(200) NOT NULL,
                    type           varchar(20) NOT NULL,
                    script         varchar(1000) NOT NULL,
                    checksum       integer,
                    installed_by   varchar(100) NOT NULL,
                    installed_on   timestamp NOT NULL DEFAULT now(),
                    execution_time integer NOT NULL,
                    success        boolean NOT NULL
                )""",
                "INSERT INTO signalbox_main.schema_history VALUES (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA',"
                        + " '\"signalbox_main\"', NULL, 'postgres', now(), 0, true),"
                        + " (1, '1', 'log', 'SQL', 'V1__log.sql', -1812642692, 'postgres', now(), 52, true)")) {
            TestPostgres.run(database, sql);
        }

        open("signalbox_main");

        assertThat(TestPostgres.query(
                        database, "SELECT execution_time FROM signalbox_main.schema_history ORDER BY installed_rank"))
                .hasSize(1 + Migrations.FILES.size())
                .startsWith("0", "52", "0");
    }

    @Test
    void receipts_of_the_version_before_get_numbers() {
        open("signalbox_main");
        for (String sql : List.of(
                "DROP TABLE signalbox_main.receipts",
                "CREATE TABLE signalbox_main.receipts (id text COLLATE \"C\" PRIMARY KEY, stream text NOT NULL,"
                        + " version bigint NOT NULL, command_digest bytea NOT NULL)",
                "INSERT INTO signalbox_main.receipts VALUES ('c', 's/3', 3, '\\x03'), ('a', 's/1', 1, '\\x01'),"
                        + " ('b', 's/2', 2, '\\x02')",
                "DELETE FROM signalbox_main.schema_history WHERE installed_rank >= 5")) {
            TestPostgres.run(database, sql);
        }

        open("signalbox_main");

        assertThat(TestPostgres.query(
                        database,
                        "SELECT number || id || stream || version || encode(command_digest, 'hex')"
                                + " FROM signalbox_main.receipts ORDER BY number"))
                .containsExactly("1as/1101", "2bs/2202", "3cs/3303");
    }

    @Test
    void a_login_that_may_not_make_a_schema_fills_one_that_is_there() {
        String login = url.database();
        TestPostgres.run(database, "CREATE ROLE " + login + " LOGIN PASSWORD 'x'");
        TestPostgres.run(database, "CREATE SCHEMA signalbox_main AUTHORIZATION " + login);
        DatabaseUrl plain = DatabaseUrl.parse(database.replaceFirst("//[^@]*@", "//" + login + ":x@"));

        result(result(PostgresDatabase.open(vertx, plain, "signalbox_main")).close());

        assertThat(ledger("signalbox_main")).hasSize(Migrations.FILES.size());
        TestPostgres.run(database, "DROP OWNED BY " + login);
        TestPostgres.run(database, "DROP ROLE " + login);
    }

    @Test
    void a_server_that_is_not_there_is_told_as_such() {
        DatabaseUrl nowhere = DatabaseUrl.parse("postgres://u:c4nary@localhost:1/x");

        assertThat(failure(PostgresDatabase.open(vertx, nowhere, "signalbox_main")))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("localhost:1")
                .hasMessageNotContaining("c4nary");
    }

    private void open(String schema) {
        result(result(PostgresDatabase.open(vertx, url, schema)).close());
    }

    private List<String> ledger(String schema) {
        return TestPostgres.query(
                database, "SELECT version FROM " + schema + ".schema_history WHERE version IS NOT NULL ORDER BY 1");
    }
}
