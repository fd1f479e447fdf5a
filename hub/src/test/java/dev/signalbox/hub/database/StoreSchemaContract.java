package dev.signalbox.hub.database;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.database.StoreSchema.Mended;
import dev.signalbox.wire.resource.SchemaStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What {@link StoreSchema} says of a store and mends of it, however ledger and tables came apart. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class StoreSchemaContract {
    private static final int NEWEST = Migrations.FILES.size();

    /** The store that the test is about. */
    abstract StoreSchema store();

    /** Opens it as a hub does, and closes it. */
    abstract void open();

    abstract void run(String sql);

    abstract Dialect engine();

    @BeforeEach
    void make_it() {
        open();
    }

    @Test
    void of_a_store_that_is_current_nothing_is_pending_and_nothing_to_mend() {
        SchemaStatus.Store status = status();

        assertThat(status.state()).isEqualTo("current");
        assertThat(status.version()).isEqualTo(NEWEST);
        assertThat(status.pending()).isEmpty();
        assertThat(status.applied()).extracting(SchemaStatus.Applied::file).isEqualTo(Migrations.FILES);
        assertThat(status.applied()).allMatch(applied -> applied.by().startsWith("signalbox "));
        assertThat(repair()).isEqualTo(new Mended(List.of(), null));
    }

    @Test
    void of_an_older_store_it_tells_what_a_start_would_apply_and_applies_it() {
        at(3);

        List<String> pending = Migrations.FILES.subList(3, NEWEST);
        assertThat(status().state()).isEqualTo("behind");
        assertThat(status().pending()).isEqualTo(pending);
        assertThat(result(store().up(true))).isEqualTo(pending);
        assertThat(status().state()).isEqualTo("behind");
        assertThat(result(store().up(false))).isEqualTo(pending);
        assertThat(status().state()).isEqualTo("current");
        assertThat(result(store().up(false))).isEmpty();
    }

    @Test
    void a_migration_that_fails_is_told_with_its_statement_and_the_words_of_the_store_which_is_as_it_was() {
        at(2);
        run("CREATE TABLE key_uses (theirs integer)");

        Throwable failure = failure(store().up(false));

        assertThat(failure)
                .isInstanceOf(MigrationFailed.class)
                .hasMessageContaining("V4__key_uses.sql failed at: CREATE TABLE key_uses (")
                .hasMessageContaining("key_uses")
                .hasMessageContaining("already exists")
                .hasMessageContaining("is as it was")
                .hasMessageContaining("signalbox schema repair");
        assertThat(status().pending()).isEqualTo(Migrations.FILES.subList(2, NEWEST));
        assertRefused("table key_uses should not be there yet");
    }

    @Test
    void a_note_of_a_failure_goes_when_nothing_of_its_file_is_there() {
        at(3);
        run(note(4, "V4__key_uses.sql", 1, "FALSE"));
        assertThat(status().state()).isEqualTo("foreign");
        assertThat(status().trouble()).contains("V4__key_uses.sql").contains("it failed there");

        assertThat(repair().steps())
                .containsExactly("take the note of V4__key_uses.sql out of the ledger, which says that it failed");

        open();
        assertThat(status().state()).isEqualTo("current");
    }

    @Test
    void a_note_of_a_failure_becomes_a_good_one_when_all_of_its_file_is_there() {
        run("UPDATE schema_history SET success = FALSE WHERE version = '2'");

        assertThat(repair().steps()).hasSize(2).last().asString().contains("note that V2__receipts.sql is applied");

        open();
        assertThat(status().state()).isEqualTo("current");
    }

    @Test
    void a_failure_that_was_noted_before_it_worked_is_forgotten() {
        run("UPDATE schema_history SET installed_rank = 97 WHERE version = '4'");
        run(note(4, "V4__key_uses.sql", 1, "FALSE"));

        assertThat(repair().steps()).hasSize(1);

        open();
        assertThat(status().state()).isEqualTo("current");
    }

    @Test
    void another_checksum_of_the_same_tables_is_noted_anew() {
        run("UPDATE schema_history SET checksum = checksum + 1, script = 'V1__their_log.sql' WHERE version = '1'");
        assertThat(status().trouble()).contains("another file of that number");

        assertThat(repair().steps()).hasSize(2);

        open();
        assertThat(status().state()).isEqualTo("current");
    }

    @Test
    void a_ledger_that_was_lost_is_written_from_the_tables() {
        run("DROP TABLE schema_history");
        assertThat(status().state()).isEqualTo("foreign");
        assertThat(status().trouble()).contains("no ledger").contains("signalbox schema repair");

        assertThat(repair().steps()).hasSize(NEWEST);

        open();
        assertThat(status().state()).isEqualTo("current");
    }

    @Test
    void the_ledger_of_an_older_store_that_was_lost_is_written_up_to_there() {
        at(3);
        run("DROP TABLE schema_history");

        assertThat(repair().steps()).hasSize(3);

        assertThat(status().pending()).isEqualTo(Migrations.FILES.subList(3, NEWEST));
        open();
    }

    @Test
    void a_file_that_was_applied_by_half_is_taken_back_when_its_tables_are_empty() {
        at(2);
        run(Migration.all(engine()).get(2).statements().get(0));

        assertThat(rehearsed().steps())
                .containsExactly(
                        "take away the empty table fold_problems, which is what is left of V3__fold_problems.sql");
        assertThat(failure(store().up(true))).isInstanceOf(MigrationFailed.class);
        assertThat(repair().steps()).hasSize(1);

        open();
        assertThat(status().state()).isEqualTo("current");
    }

    @Test
    void whatever_a_file_has_made_when_it_stopped_is_taken_back_or_told() {
        for (int file = 0; file < NEWEST; file++) {
            List<String> statements = Migration.all(engine()).get(file).statements();
            for (int done = 1; done < statements.size(); done++) {
                at(file);
                statements.subList(0, done).forEach(this::run);

                Mended mended = repair();

                if (mended.refused() != null) {
                    assertThat(mended.refused()).contains("applied by half").contains("Restore a backup");
                    continue;
                }
                assertThat(status().version()).isEqualTo(file);
                open();
                assertThat(status().state())
                        .as(Migrations.FILES.get(file) + " " + done)
                        .isEqualTo("current");
            }
        }
    }

    @Test
    void what_holds_rows_is_never_taken_away() {
        at(2);
        run(Migration.all(engine()).get(2).statements().get(0));
        run("INSERT INTO fold_problems VALUES ('p', 1, 's/1', 'e', 't', 'x', 1)");

        assertRefused("table fold_problems is of V3__fold_problems.sql, which is applied by half, and holds rows");
    }

    @Test
    void a_table_that_is_gone_is_never_made_empty() {
        run("DROP TABLE receipts");

        assertRefused(
                Migrations.FILES.get(NEWEST - 1) + " was applied, but",
                "table receipts is missing",
                "cannot be made again");
        assertThat(status().applied()).hasSize(NEWEST);
    }

    /** Whatever its files have made and somebody took away: the ledger does not know, and nobody goes on without. */
    @TestFactory
    Stream<DynamicTest> what_is_gone_of_a_current_store_is_named_and_it_is_not_opened() {
        Map<String, List<String>> gone = new LinkedHashMap<>();
        for (String table : List.of("events", "log_identity", "checkpoints", "receipts", "fold_problems", "key_uses")) {
            gone.put("table " + table + " is missing", List.of("DROP TABLE " + table));
        }
        gone.put("index events_id is missing", List.of("DROP INDEX events_id"));
        gone.put("index events_stream_version is missing", List.of("DROP INDEX events_stream_version"));
        gone.put(
                "index events_id is another than it should be",
                List.of("DROP INDEX events_id", "CREATE INDEX events_id ON events (id)"));
        gone.put(
                "column causation_id of table events is missing",
                List.of("ALTER TABLE events DROP COLUMN causation_id"));
        gone.put("column hash of table receipts is missing", List.of("ALTER TABLE receipts RENAME COLUMN hash TO h"));
        return gone.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    fresh();
                    open();
                    each.getValue().forEach(this::run);

                    assertThat(status().state()).isEqualTo("foreign");
                    assertThat(status().trouble()).contains(each.getKey(), "docs/recovery.md");
                    assertThat(failure(store().up(false)))
                            .isInstanceOf(StoreBroken.class)
                            .hasMessageContaining(each.getKey());
                    assertThatThrownBy(this::open)
                            .isInstanceOf(StoreBroken.class)
                            .hasMessageContaining(each.getKey());
                }));
    }

    /** Takes away all that there is. */
    abstract void fresh();

    @Test
    void a_table_of_another_shape_is_never_noted_as_ours() {
        run("ALTER TABLE log_identity ADD COLUMN theirs integer");
        run("UPDATE schema_history SET checksum = 1 WHERE version = '1'");

        assertRefused("table log_identity is another than it should be");
    }

    @Test
    void a_newer_store_is_not_broken_and_it_says_who_wrote_it() {
        run(note(99, "V99__later.sql", 1, "TRUE"));

        assertThat(status().state()).isEqualTo("newer");
        assertThat(status().version()).isEqualTo(99);
        assertThat(status().trouble()).contains("schema 99").contains("noted by signalbox 9.9.0");
        assertRefused("noted by signalbox 9.9.0", "start that version");
    }

    @Test
    void a_version_that_is_no_number_is_of_another_tool() {
        run("INSERT INTO schema_history (installed_rank, version, description, type, script, checksum, installed_by,"
                + " execution_time, success) VALUES (98, '1.1', 'x', 'SQL', 'V1_1__x.sql', 1, 'flyway', 0, TRUE)");

        assertThat(status().state()).isEqualTo("foreign");
        assertThat(status().trouble()).contains("1.1");
        assertRefused("version 1.1", "no Signalbox made", "DELETE FROM schema_history WHERE installed_rank = 98");
    }

    private void assertRefused(String... words) {
        SchemaStatus.Store before = status();

        Mended mended = repair();

        assertThat(mended.steps()).isEmpty();
        assertThat(mended.refused()).contains(words);
        assertThat(status()).isEqualTo(before);
    }

    /** Makes it what the first so many files make of it. */
    private void at(int files) {
        run("DELETE FROM schema_history WHERE CAST(version AS integer) > " + files);
        for (String table : List.of("events", "log_identity", "checkpoints", "receipts", "fold_problems", "key_uses")) {
            run("DROP TABLE IF EXISTS " + table);
        }
        run("DROP TABLE IF EXISTS numbered_receipts");
        for (Migration file : Migration.all(engine()).subList(0, files)) {
            if (status().applied().size() < file.number()) run(good(file));
            file.statements().forEach(this::run);
        }
    }

    private static String good(Migration file) {
        return note(file.number(), file.file(), file.checksum(), "TRUE");
    }

    private static String note(int number, String script, int checksum, String success) {
        return "INSERT INTO schema_history (installed_rank, version, description, type, script, checksum, installed_by,"
                + " execution_time, success) VALUES (" + number + ", '" + number + "', 'x', 'SQL', '" + script + "', "
                + checksum + ", 'signalbox 9.9.0', 0, " + success + ")";
    }

    private SchemaStatus.Store status() {
        return result(store().status());
    }

    private Mended rehearsed() {
        return result(store().repair(true));
    }

    private Mended repair() {
        return result(store().repair(false));
    }
}
