package dev.signalbox.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.HubRun;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.StoreSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox schema} as an operator uses it: beside a hub that runs, and on stores of one that does not. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SchemaCommandTest {
    private static final String NEWEST = Integer.toString(StoreSchema.known());
    private static final String NUMBERS = "V5__receipt_numbers.sql";

    @TempDir
    Path folder;

    @Test
    void of_a_data_folder_it_tells_who_has_it_what_is_applied_and_mends_what_came_apart() throws Exception {
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            assertThat(hub.url()).isNotNull();
            TestShell.Run running = shell().run("schema", "status");
            assertThat(running.out()).contains("current", "V1__log.sql", "data folder");
            Ended refused = process("schema", "up");
            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.said()).contains("another hub runs on the data folder");
            assertThat(process("schema", "status", "--data", "signalbox-data").said())
                    .contains("data folder", "signalbox");
        }
        assertThat(shell().run("schema", "version", "--quiet").result()).isEqualTo(NEWEST);
        assertThat(shell().run("schema", "status").out()).contains("Nobody works on them");

        inStore("DELETE FROM schema_history WHERE CAST(version AS INTEGER) > 4");
        inStore("DROP TABLE receipts");
        inStore("CREATE TABLE receipts (id TEXT NOT NULL PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,"
                + " command_digest BLOB NOT NULL) STRICT, WITHOUT ROWID");
        assertThat(shell().run("schema", "status").out()).contains("4 of " + NEWEST, "behind", NUMBERS);
        assertThat(shell().run("schema", "up", "--dry-run").out()).contains("main: would apply " + NUMBERS);
        Ended up = process("schema", "up");
        assertThat(up.exitCode()).as(up.said()).isZero();
        assertThat(up.said()).contains("main: applied " + NUMBERS, "traces: current");

        inStore("UPDATE schema_history SET success = 0 WHERE version = '2'");
        TestShell.Run broken = shell().run("schema", "status");
        assertThat(broken.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(broken.out()).contains("foreign", "nothing: it refuses", "it failed there", "FAILED");
        assertThat(shell().run("schema", "up").err()).contains("it failed there", "signalbox schema repair");
        assertThat(shell().run("schema", "repair", "--dry-run").out()).contains("main: would take the note");
        Ended repair = process("schema", "repair");
        assertThat(repair.exitCode()).as(repair.said()).isZero();
        assertThat(repair.said()).contains("main: done: take the note", "traces: nothing to mend");
        assertThat(shell().run("schema", "status").exitCode()).isZero();

        inStore("DROP TABLE receipts");
        TestShell.Run gone = shell().run("schema", "repair");
        assertThat(gone.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(gone.out()).contains("main: refused.", "table receipts is missing", "Restore a backup");

        inStore(
                "INSERT INTO schema_history SELECT 99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'signalbox 9.9.0', 'now',"
                        + " 1, 1");
        assertThat(shell().run("schema", "status").out()).contains("newer", "schema 99", "noted by signalbox 9.9.0");
    }

    @Test
    void of_a_database_it_migrates_without_serving_and_names_the_grant_that_a_login_lacks() throws Exception {
        String owner = TestPostgres.freshDatabase();
        String login = DatabaseUrl.parse(owner).database();
        TestPostgres.run(owner, "CREATE ROLE " + login + " LOGIN PASSWORD 'c4nary'");
        String plain = owner.replaceFirst("//[^@]*@", "//" + login + ":c4nary@");

        assertThat(shell().run("schema", "status", "--database", plain).out()).contains("missing", "0 of " + NEWEST);
        TestShell.Run refused = shell().with("DATABASE_URL", plain).run("schema", "up");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err())
                .contains("permission denied for database", "CREATE SCHEMA signalbox_main")
                .contains("GRANT CREATE ON DATABASE " + login + " TO " + login + ";")
                .doesNotContain("c4nary");

        TestPostgres.run(owner, "GRANT CREATE ON DATABASE " + login + " TO " + login);
        Ended up = process("schema", "up", "--database", plain);
        assertThat(up.exitCode()).as(up.said()).isZero();
        assertThat(up.said()).contains("main: applied V1__log.sql", "traces: applied V1__log.sql");

        try (Connection other = TestPostgres.connect(owner);
                Statement statement = other.createStatement()) {
            statement.execute("SET application_name = 'pgAdmin'");
            statement.execute("SELECT pg_advisory_lock(" + 0x7369_676e_616c_0001L + ")");
            assertThat(shell().run("schema", "status", "--database", owner).out())
                    .contains("current", "migration lock", "pgAdmin");
        }
        TestPostgres.run(owner, "DROP OWNED BY " + login);
        TestPostgres.run(owner, "DROP ROLE " + login);
    }

    @Test
    void there_is_no_way_down_and_it_says_how_to_go_back() {
        TestShell.Run down = shell().run("schema", "down");

        assertThat(down.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(down.err()).contains("There is no way down", "restore a backup", "docs/UPGRADING.md");
    }

    @Test
    void what_is_no_store_is_wrong_usage() {
        assertThat(shell().run("schema", "up", "--data", "nowhere").exitCode()).isEqualTo(ExitCode.USAGE);
        TestShell.Run both = shell().run("schema", "status", "--data", "x", "--database", "postgres://u@h/d");
        assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(both.err()).contains("Both --data and --database");
        assertThat(shell().run("schema", "up", "--database", "mysql://u@h/d").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    private TestShell shell() {
        return new TestShell(folder);
    }

    private record Ended(int exitCode, String said) {}

    /** The command in a process of its own. */
    private Ended process(String... arguments) throws IOException, InterruptedException {
        List<String> command = HubProcess.java(List.of(), "dev.signalbox.cli.SignalboxCli", arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_") || name.equals("DATABASE_URL"));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private void inStore(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("signalbox-data/main.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
