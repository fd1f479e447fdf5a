package dev.signalbox.hub.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestDoctor;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.wire.resource.Diagnosis.Checked;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresDoctorTest extends DoctorContract {
    private final String url = TestPostgres.freshDatabase();

    @Override
    TestHub start(Path folder, TestClock clock) {
        return TestHub.start(HubConfig.embedded(folder, 0).onPostgres(url), clock);
    }

    @Override
    List<String> ofTheEngine() {
        return List.of("postgresql", "connections", "sessions", "tables main", "tables traces", "wal");
    }

    @Test
    void settings_of_the_server_are_told_with_what_to_set() {
        String name = DatabaseUrl.parse(url).database();
        TestPostgres.run(url, "ALTER DATABASE " + name + " SET track_counts = off");
        try {
            hub.restart();
            assertThat(TestDoctor.findings(hub))
                    .singleElement()
                    .asString()
                    .contains("warn postgresql: track_counts is off", "RESET track_counts");
        } finally {
            TestPostgres.run(url, "ALTER DATABASE " + name + " RESET track_counts");
        }
    }

    @Test
    void a_transaction_that_nobody_ends_and_a_slow_statement_are_named() throws Exception {
        looking((vertx, database) -> {
            try (Connection forgotten = TestPostgres.connect(url);
                    Statement statement = forgotten.createStatement()) {
                forgotten.setAutoCommit(false);
                statement.execute("SELECT 'left here'");
                Probe sessions = new ServerSessions(database, Duration.ofHours(1), Duration.ZERO);

                assertThat(sessions.checked().findings())
                        .anySatisfy(each ->
                                assertThat(each.what()).contains("has left a transaction open", "SELECT 'left here'"))
                        .allSatisfy(each -> assertThat(each.next()).contains("pg_terminate_backend("));
            }
        });
    }

    @Test
    void dead_rows_that_stay_are_told() throws Exception {
        TestPostgres.run(url, "CREATE TABLE signalbox_main.bloated (n bigint) WITH (autovacuum_enabled = false)");
        TestPostgres.run(url, "INSERT INTO signalbox_main.bloated SELECT generate_series(1, 100)");
        TestPostgres.run(url, "UPDATE signalbox_main.bloated SET n = n + 1");
        TestPostgres.run(url, "UPDATE signalbox_main.bloated SET n = n + 1");
        looking((vertx, database) -> Eventually.assertThat(
                () -> assertThat(new DeadRows("main", database, 50).checked().findings())
                        .anySatisfy(each -> {
                            assertThat(each.what()).contains("signalbox_main.bloated", "dead rows");
                            assertThat(each.next()).contains("VACUUM");
                        })));
    }

    @Test
    void a_slot_that_nobody_reads_is_named() throws Exception {
        String slot = "doctor_" + ProcessHandle.current().pid();
        TestPostgres.run(url, "SELECT pg_create_physical_replication_slot('" + slot + "', true)");
        try {
            looking((vertx, database) -> {
                Checked found = new HeldWal(database, 0).checked();
                assertThat(found.findings()).anySatisfy(each -> {
                    assertThat(each.what()).contains(slot, "nobody reads it");
                    assertThat(each.next()).contains("pg_drop_replication_slot('" + slot + "')");
                });
            });
        } finally {
            TestPostgres.run(url, "SELECT pg_drop_replication_slot('" + slot + "')");
        }
    }

    private interface Looking {
        void at(Vertx vertx, PostgresDatabase database) throws Exception;
    }

    private void looking(Looking looking) throws Exception {
        Vertx vertx = Vertx.vertx();
        PostgresDatabase database = PostgresDatabase.unchanged(vertx, DatabaseUrl.parse(url), "signalbox_main");
        try {
            looking.at(vertx, database);
        } finally {
            Await.result(database.close());
            Await.result(vertx.close());
        }
    }
}
