package dev.signalbox.hub.database;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.PostgresProof.Facts;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresServerTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        result(vertx.close());
    }

    @Test
    void the_oldest_server_that_will_do_is_14() {
        assertThatCode(() -> PostgresProof.check(new Facts(140_000, "14.0", "on", "on", "UTF8", false, false, 0)))
                .doesNotThrowAnyException();

        assertThatThrownBy(() -> PostgresProof.check(new Facts(139_999, "13.99", "on", "on", "UTF8", false, false, 0)))
                .isInstanceOf(UnsuitableServer.class)
                .hasMessageContaining("13.99")
                .hasMessageContaining("needs 14 or newer");
    }

    @Test
    void a_server_that_may_forget_is_refused() {
        assertThatThrownBy(() -> PostgresProof.check(new Facts(160_000, "16.0", "off", "on", "UTF8", false, false, 0)))
                .isInstanceOf(UnsuitableServer.class)
                .hasMessageContaining("set fsync = on");
    }

    @Test
    void a_standby_is_refused() {
        assertThatThrownBy(() -> PostgresProof.check(new Facts(160_000, "16.0", "on", "on", "UTF8", true, false, 0)))
                .isInstanceOf(UnsuitableServer.class)
                .hasMessageContaining("standby");
    }

    @Test
    void a_login_whose_commits_do_not_wait_for_the_disk_is_refused() {
        String url = TestPostgres.freshDatabase();
        TestPostgres.run(url, "ALTER DATABASE " + DatabaseUrl.parse(url).database() + " SET synchronous_commit = off");

        assertThat(failure(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), "signalbox_main")))
                .isInstanceOf(UnsuitableServer.class)
                .hasMessageContaining("synchronous_commit = off");
        assertThat(TestPostgres.query(url, "SELECT schema_name FROM information_schema.schemata"))
                .doesNotContain("signalbox_main");
    }

    @Test
    void a_database_that_cannot_keep_every_text_is_refused() {
        String url = TestPostgres.freshDatabase();
        String database = DatabaseUrl.parse(url).database();
        String latin = database + "_latin";
        DatabaseUrl there = DatabaseUrl.parse(url.replace("/" + database, "/" + latin));
        TestPostgres.run(url, "CREATE DATABASE " + latin + " TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        try {
            assertThat(failure(PostgresDatabase.open(vertx, there, "signalbox_main")))
                    .isInstanceOf(UnsuitableServer.class)
                    .hasMessageContaining("LATIN1");
        } finally {
            TestPostgres.run(url, "DROP DATABASE " + latin + " WITH (FORCE)");
        }
    }

    @Test
    void a_server_that_is_not_there_is_told_without_the_password() {
        DatabaseUrl nowhere = DatabaseUrl.parse("postgres://u:c4nary@localhost:1/x");

        assertThat(failure(PostgresDatabase.open(vertx, nowhere, "signalbox_main")))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("localhost:1")
                .hasMessageNotContaining("c4nary");
    }

    @Test
    void a_schema_of_a_newer_version_is_refused() {
        String url = TestPostgres.freshDatabase();
        result(result(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), "signalbox_main"))
                .close());
        TestPostgres.run(
                url,
                "INSERT INTO signalbox_main.schema_history"
                        + " SELECT 99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', now(), 1, true");

        assertThat(failure(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), "signalbox_main")))
                .isInstanceOf(NewerSchema.class)
                .hasMessageContaining("schema 99");
    }
}
