package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.Await;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    @TempDir
    Path folder;

    Path file;

    @BeforeEach
    void name_the_file() {
        file = folder.resolve("main.db");
    }

    @Test
    void an_empty_file_gets_every_table_and_the_ledger() throws Exception {
        open();

        assertThat(column("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"))
                .contains("checkpoints", "events", "fold_problems", "log_identity", "receipts", "schema_history");
        assertThat(column("SELECT version FROM schema_history WHERE success"))
                .hasSize(Migrations.FILES.size())
                .contains("1");
    }

    @Test
    void a_current_file_is_left_alone() throws Exception {
        open();
        List<String> ledger = column("SELECT installed_rank || version || installed_on FROM schema_history");

        open();

        assertThat(column("SELECT installed_rank || version || installed_on FROM schema_history"))
                .isEqualTo(ledger);
    }

    @Test
    void a_newer_file_is_refused_with_the_way_out() throws Exception {
        open();
        run("INSERT INTO schema_history SELECT 99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', 'now', 1, 1");

        assertThatThrownBy(this::open)
                .isInstanceOf(NewerSchema.class)
                .hasMessageContaining("schema 99, this one knows " + Migrations.FILES.size())
                .hasMessageContaining("start that version or restore a backup");
    }

    @Test
    void a_failed_migration_is_never_taken_for_a_good_one() throws Exception {
        open();
        run("UPDATE schema_history SET success = 0");

        assertThatThrownBy(this::open).hasMessageContaining("failed");
    }

    @Test
    void a_file_that_was_changed_since_it_was_applied_is_refused() throws Exception {
        open();
        run("UPDATE schema_history SET checksum = checksum + 1");

        assertThatThrownBy(this::open)
                .hasMessageContaining("V1__log.sql")
                .hasMessageContaining("another file of that number");
    }

    @Test
    void a_file_whose_ledger_flyway_made_is_brought_on_from_there() throws Exception {
        open();
        run("DROP TABLE schema_history");
        run("DROP TABLE receipts");
        run("DROP TABLE fold_problems");
        run("DROP TABLE key_uses");
        run("""
                CREATE TABLE "schema_history" (
                    "installed_rank" INT NOT NULL PRIMARY KEY,
                    "version" VARCHAR(50),
                    "description" VARCHAR(200) NOT NULL,
                    "type" VARCHAR(20) NOT NULL,
                    "script" VARCHAR(1000) NOT NULL,
                    "checksum" INT,
                    "installed_by" VARCHAR(100) NOT NULL,
                    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
                    "execution_time" INT NOT NULL,
                    "success" BOOLEAN NOT NULL
                )""");
        run("INSERT INTO schema_history VALUES (1, '1', 'log', 'SQL', 'V1__log.sql', -1463651887, '',"
                + " '2026-11-29 16:04:58.791', 146, 1)");

        open();

        assertThat(column("SELECT execution_time FROM schema_history ORDER BY installed_rank"))
                .hasSize(Migrations.FILES.size())
                .startsWith("146", "0");
        assertThat(column("SELECT count(*) FROM receipts")).containsExactly("0");
    }

    @Test
    void receipts_of_the_version_before_get_numbers_and_the_next_goes_on_from_them() throws Exception {
        open();
        run("DROP TABLE receipts");
        run("CREATE TABLE receipts (id TEXT NOT NULL PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,"
                + " command_digest BLOB NOT NULL) STRICT, WITHOUT ROWID");
        run("INSERT INTO receipts VALUES ('c', 's/3', 3, x'03'), ('a', 's/1', 1, x'01'), ('b', 's/2', 2, x'02')");
        run("DELETE FROM schema_history WHERE installed_rank >= 5");

        open();

        run("INSERT INTO receipts (id, stream, version, command_digest) VALUES ('d', 's/4', 4, x'04')");
        assertThat(
                        column(
                                "SELECT number || id || stream || version || hex(command_digest) FROM receipts ORDER BY number"))
                .containsExactly("1as/1101", "2bs/2202", "3cs/3303", "4ds/4404");
        assertThatThrownBy(() -> run("INSERT INTO receipts (id, stream, version, command_digest)"
                        + " VALUES ('a', 's/1', 1, x'01')"))
                .hasMessageContaining("UNIQUE");
    }

    @Test
    void a_migration_that_fails_leaves_nothing() throws Exception {
        open();
        run("DROP TABLE schema_history");
        run("DROP TABLE events");

        assertThatThrownBy(this::open).hasMessageContaining("log_identity already exists");

        assertThat(column("SELECT name FROM sqlite_schema WHERE type = 'table'"))
                .doesNotContain("events", "schema_history");
    }

    @Test
    void a_folder_that_is_not_there_is_told_as_such() {
        Path nowhere = folder.resolve("no/such/folder/main.db");

        file = nowhere;

        assertThatThrownBy(this::open).isInstanceOf(StoreUnavailable.class).hasMessageContaining(nowhere.toString());
    }

    @Test
    void every_file_is_listed_and_both_engines_have_the_same() throws Exception {
        for (String engine : List.of("sqlite", "postgres")) {
            URI uri = Migrations.class.getResource("/db/" + engine).toURI();
            try (var files = Files.list(Path.of(uri))) {
                assertThat(files.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(Migrations.FILES);
            }
        }
        for (int i = 0; i < Migrations.FILES.size(); i++) {
            assertThat(Migrations.FILES.get(i)).startsWith("V" + (i + 1) + "__");
        }
    }

    private void open() {
        Await.result(SqliteDatabase.open(file, fatal -> {}).close());
    }

    private List<String> column(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> values = new java.util.ArrayList<>();
            while (result.next()) values.add(result.getString(1));
            return values;
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
