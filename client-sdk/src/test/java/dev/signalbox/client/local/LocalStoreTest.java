package dev.signalbox.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.client.Commands;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.store.StoreFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStoreTest {
    @TempDir
    Path folder;

    private ReferenceHub hub;
    private Signalbox box;

    @BeforeEach
    void start() throws Exception {
        hub = new ReferenceHub();
        box = open();
    }

    @AfterEach
    void stop() {
        box.close();
        hub.close();
    }

    private Signalbox open() {
        return Signalbox.open(options -> options.url(hub.url())
                .store(folder.resolve("daemon.db"))
                .pace(FastPace.PACE)
                .drain(Duration.ofMillis(200)));
    }

    private List<String> names() {
        return box.local().query("SELECT name FROM thing ORDER BY name").stream()
                .map(row -> row.text("name"))
                .toList();
    }

    @Test
    void a_private_change_and_a_command_are_one() throws Exception {
        box.local().update("CREATE TABLE thing (name TEXT)");

        OutboxReceipt receipt = box.local().transact(tx -> {
            tx.update("INSERT INTO thing (name) VALUES ($1)", "a");
            return tx.send(Commands.note("a", 1));
        });

        receipt.accepted().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(names()).containsExactly("a");
        assertThat(hub.numbers("note/a")).containsExactly(1);
    }

    @Test
    void neither_happens_when_the_work_throws() {
        box.local().update("CREATE TABLE thing (name TEXT)");

        assertThatThrownBy(() -> box.local().write(tx -> {
                    tx.update("INSERT INTO thing (name) VALUES ('a')");
                    tx.send(Commands.note("a", 1));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(names()).isEmpty();
        assertThat(box.outbox().pending()).isZero();
    }

    @Test
    void neither_happens_when_a_failed_statement_is_hidden() {
        box.local().update("CREATE TABLE thing (name TEXT UNIQUE)");
        box.local().update("INSERT INTO thing (name) VALUES ('a')");

        assertThatThrownBy(() -> box.local().write(tx -> {
                    tx.send(Commands.note("a", 1));
                    try {
                        tx.update("INSERT INTO thing (name) VALUES ('a')");
                    } catch (StoreFailed hidden) {
                        tx.update("INSERT INTO thing (name) VALUES ('b')");
                    }
                }))
                .isInstanceOf(StoreFailed.class);

        assertThat(names()).containsExactly("a");
        assertThat(box.outbox().pending()).isZero();
    }

    @Test
    void a_full_disk_keeps_nothing_of_the_change_nor_of_the_command() {
        box.local().update("CREATE TABLE thing (name TEXT)");
        long pages = box.local()
                .query("SELECT page_count FROM pragma_page_count")
                .get(0)
                .number("page_count");
        box.local().query("SELECT 1 AS one");
        assertThatThrownBy(() -> FullDisk.with(box, pages + 2, () -> box.local().write(tx -> {
                    tx.send(Commands.note("a", 1));
                    tx.update("INSERT INTO thing (name) VALUES ($1)", "x".repeat(1_000_000));
                })))
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("full");

        assertThat(names()).isEmpty();
        assertThat(box.outbox().pending()).isZero();
        assertThatCode(() -> box.local().update("INSERT INTO thing (name) VALUES ('later')"))
                .doesNotThrowAnyException();
    }

    @Test
    void is_still_there_after_a_restart_and_in_a_copy_of_the_file() throws Exception {
        box.local().update("CREATE TABLE thing (name TEXT)");
        box.local().write(tx -> tx.update("INSERT INTO thing (name) VALUES ('a')"));
        box.close();
        Files.copy(folder.resolve("daemon.db"), folder.resolve("copy.db"));
        box = open();

        assertThat(names()).containsExactly("a");
        try (Signalbox copy = Signalbox.open(options ->
                options.url(hub.url()).store(folder.resolve("copy.db")).pace(FastPace.PACE))) {
            assertThat(copy.local().query("SELECT name FROM thing")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM signalbox_outbox",
                "SELECT * FROM signalbox_outbox",
                "CREATE TABLE SIGNALBOX_mine (id TEXT)",
                "CREATE TABLE \"signalbox_mine\" (id TEXT)",
                "INSERT INTO [signalbox_meta] (name, value) VALUES ('a', 'b')",
                "CREATE TRIGGER t AFTER INSERT ON thing BEGIN DELETE FROM signalbox_outbox; END",
                "ALTER TABLE thing RENAME TO signalbox_thing",
                "SELECT 1; SELECT 2"
            })
    void names_of_the_sdk_and_second_statements_are_refused_before_they_run(String sql) {
        assertThatThrownBy(() -> box.local().update(sql)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> box.local().query(sql)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Migration.of(1, "bad", sql)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'signalbox_ is a prefix; yes' AS text",
                "SELECT 1 -- signalbox_outbox; is not ours",
                "SELECT /* signalbox_ */ 1;",
                "SELECT 'it''s; signalbox_' AS text",
                "SELECT 1 AS my_signalbox_"
            })
    void texts_and_comments_may_say_anything(String sql) {
        assertThat(box.local().query(sql)).hasSize(1);
    }

    @Test
    void a_trigger_of_the_program_works() {
        box.local().update("CREATE TABLE thing (name TEXT)");
        box.local().update("CREATE TABLE seen (name TEXT)");
        box.local()
                .update("CREATE TRIGGER t AFTER INSERT ON thing BEGIN"
                        + " INSERT INTO seen (name) VALUES (new.name); DELETE FROM seen WHERE name = 'no'; END");

        box.local().update("INSERT INTO thing (name) VALUES ('a')");

        assertThat(box.local().query("SELECT name FROM seen")).hasSize(1);
    }

    @Test
    void reading_cannot_write() {
        box.local().update("CREATE TABLE thing (name TEXT)");

        assertThatThrownBy(() -> box.local().query("INSERT INTO thing (name) VALUES ('a') RETURNING name"))
                .isInstanceOf(StoreFailed.class);
    }

    @Nested
    class Migrations_of_the_program {
        private final Migration first = Migration.of(1, "things", "CREATE TABLE thing (name TEXT)");
        private final Migration second = Migration.of(
                2, "colours", "ALTER TABLE thing ADD COLUMN colour TEXT", "CREATE INDEX colours ON thing (colour)");

        @Test
        void run_once_each_in_order() {
            assertThat(box.local().migrate(first)).isEqualTo(1);
            assertThat(box.local().migrate(first, second)).isEqualTo(1);
            assertThat(box.local().migrate(first, second)).isZero();

            box.close();
            box = open();
            assertThat(box.local().migrate(first, second)).isZero();
            assertThat(box.local().update("INSERT INTO thing (name, colour) VALUES ('a', 'red')"))
                    .isEqualTo(1);
        }

        @Test
        void that_were_changed_after_they_ran_are_refused() {
            box.local().migrate(first);

            assertThatThrownBy(
                            () -> box.local().migrate(Migration.of(1, "things", "CREATE TABLE thing (name INTEGER)")))
                    .isInstanceOf(MigrationRefused.class)
                    .hasMessageContaining("put the old text back");
        }

        @Test
        void of_a_newer_program_are_not_undone_by_an_older_one() {
            box.local().migrate(first, second);

            assertThatThrownBy(() -> box.local().migrate(first))
                    .isInstanceOf(MigrationRefused.class)
                    .hasMessageContaining("newer version of this program");
        }

        @Test
        void that_fail_leave_nothing_behind() {
            Migration bad = Migration.of(2, "bad", "CREATE TABLE other (id TEXT)", "CREATE TABLE thing (id TEXT)");

            assertThatThrownBy(() -> box.local().migrate(first, bad)).isInstanceOf(StoreFailed.class);

            assertThat(box.local().query("SELECT name FROM sqlite_schema WHERE name IN ('thing', 'other')"))
                    .isEmpty();
            assertThat(box.local().migrate(first, second)).isEqualTo(2);
        }

        @Test
        void have_no_holes() {
            assertThatThrownBy(() -> box.local().migrate(second))
                    .isInstanceOf(MigrationRefused.class)
                    .hasMessageContaining("number 1 is missing");
        }
    }

    @Test
    void a_reader_is_not_held_up_by_an_open_transaction() {
        box.local().update("CREATE TABLE thing (name TEXT)");

        List<Integer> seenInside = box.local().transact(tx -> {
            tx.update("INSERT INTO thing (name) VALUES ('a')");
            return List.of(names().size(), tx.query("SELECT * FROM thing").size());
        });

        assertThat(seenInside).containsExactly(0, 1);
        Eventually.passes(() -> assertThat(names()).containsExactly("a"));
    }
}
