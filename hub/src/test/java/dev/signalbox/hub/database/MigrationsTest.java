package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        Migrations.sqlite(file);

        assertThat(column("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"))
                .contains("checkpoints", "events", "log_identity", "schema_history");
        assertThat(column("SELECT version FROM schema_history WHERE success"))
                .hasSize(Migrations.newest())
                .contains("1");
    }

    @Test
    void a_current_file_is_left_alone() throws Exception {
        Migrations.sqlite(file);
        List<String> ledger = column("SELECT installed_rank || version || installed_on FROM schema_history");

        Migrations.sqlite(file);

        assertThat(column("SELECT installed_rank || version || installed_on FROM schema_history"))
                .isEqualTo(ledger);
    }

    @Test
    void a_newer_file_is_refused_with_the_way_out() throws Exception {
        Migrations.sqlite(file);
        run("INSERT INTO schema_history SELECT 99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', 'now', 1, 1");

        assertThatThrownBy(() -> Migrations.sqlite(file))
                .isInstanceOf(NewerSchema.class)
                .hasMessageContaining("schema 99, this one knows " + Migrations.newest())
                .hasMessageContaining("start that version or restore a backup");
    }

    @Test
    void a_failed_migration_is_never_taken_for_a_good_one() throws Exception {
        Migrations.sqlite(file);
        run("UPDATE schema_history SET success = 0");

        assertThatThrownBy(() -> Migrations.sqlite(file)).hasMessageContaining("failed");
    }

    @Test
    void a_folder_that_is_not_there_is_told_as_such() {
        Path nowhere = folder.resolve("no/such/folder/main.db");

        assertThatThrownBy(() -> Migrations.sqlite(nowhere))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(nowhere.toString());
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
