package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.TestPostgres;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresMigrationsTest {
    private final String database = TestPostgres.freshDatabase();
    private final DatabaseUrl url = DatabaseUrl.parse(database);

    @Test
    void a_fresh_database_gets_the_schema_with_every_table_and_the_ledger() {
        Migrations.postgres(url, "signalbox_main");

        assertThat(TestPostgres.query(
                        database,
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'signalbox_main'"))
                .contains("checkpoints", "events", "log_identity", "schema_history");
        assertThat(ledger("signalbox_main")).hasSize(Migrations.newest());
    }

    @Test
    void two_schemas_of_one_database_are_two_stores() {
        Migrations.postgres(url, "signalbox_main");
        Migrations.postgres(url, "signalbox_traces");

        assertThat(ledger("signalbox_traces")).isEqualTo(ledger("signalbox_main"));
    }

    @Test
    void nodes_that_start_together_migrate_once() {
        List<CompletableFuture<Void>> nodes = IntStream.range(0, 4)
                .mapToObj(node -> CompletableFuture.runAsync(() -> Migrations.postgres(url, "signalbox_main")))
                .toList();

        nodes.forEach(CompletableFuture::join);

        assertThat(ledger("signalbox_main")).hasSize(Migrations.newest()).doesNotHaveDuplicates();
    }

    @Test
    void a_newer_schema_is_refused_with_the_way_out() {
        Migrations.postgres(url, "signalbox_main");
        TestPostgres.run(
                database,
                "INSERT INTO signalbox_main.schema_history SELECT 99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', now(), 1, true");

        assertThatThrownBy(() -> Migrations.postgres(url, "signalbox_main"))
                .isInstanceOf(NewerSchema.class)
                .hasMessageContaining("schema 99, this one knows " + Migrations.newest());
    }

    @Test
    void a_server_that_is_not_there_is_told_as_such() {
        DatabaseUrl nowhere = DatabaseUrl.parse("postgres://u:c4nary@localhost:1/x");

        assertThatThrownBy(() -> Migrations.postgres(nowhere, "signalbox_main"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("localhost:1")
                .hasMessageNotContaining("c4nary");
    }

    private List<String> ledger(String schema) {
        return TestPostgres.query(
                database, "SELECT version FROM " + schema + ".schema_history WHERE version IS NOT NULL ORDER BY 1");
    }
}
