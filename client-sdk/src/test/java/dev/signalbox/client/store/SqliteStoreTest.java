package dev.signalbox.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.client.model.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteStoreTest {
    @TempDir
    Path folder;

    private Path file;
    private SqliteStore store;

    @BeforeEach
    void open() {
        file = folder.resolve("daemon.db");
        store = SqliteStore.open(file);
        store.writeNow(tx -> tx.update("CREATE TABLE thing (id INTEGER PRIMARY KEY, body)"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void add(StoreTransaction tx, int id) {
        tx.update("INSERT INTO thing (id, body) VALUES ($1, $2)", id, "thing " + id);
    }

    private List<Long> ids() {
        return store.writeNow(tx -> tx.query("SELECT id FROM thing ORDER BY id").stream()
                .map(row -> row.number("id"))
                .toList());
    }

    private void sql(String sql) throws SQLException {
        try (Connection jdbc = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            jdbc.createStatement().execute(sql);
        }
    }

    @Test
    void what_was_written_is_there_after_reopening() {
        store.writeNow(tx -> tx.update("INSERT INTO thing VALUES ($1, $2)", 1, Instant.EPOCH.plusMillis(5)));

        store.close();
        store = SqliteStore.open(file);

        Row row = store.writeNow(tx -> tx.query("SELECT * FROM thing")).get(0);
        assertThat(row.number("id")).isEqualTo(1);
        assertThat(row.number("body")).isEqualTo(5_000);
        assertThatThrownBy(() -> row.text("nothing")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_store_that_others_could_read_is_closed_to_them_when_it_is_opened() throws Exception {
        store.close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        store = SqliteStore.open(file);
        store.writeNow(tx -> tx.update("INSERT INTO thing VALUES ($1, $2)", 1, "x"));

        try (var files = Files.list(folder)) {
            assertThat(files.map(SqliteStoreTest::mode))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .containsOnly("rw-------");
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What may lie where the store was, and never held what it held. */
    enum Instead {
        NOTHING,
        AN_EMPTY_FILE,
        AN_EMPTY_DATABASE,
        ANOTHER_DATABASE,
        A_TEXT
    }

    @ParameterizedTest
    @EnumSource(Instead.class)
    void a_store_that_is_gone_is_missed_and_nothing_begins_anew_in_its_place(Instead instead) throws Exception {
        store.close();
        Files.delete(file);
        place(instead);
        byte[] before = instead == Instead.NOTHING ? null : Files.readAllBytes(file);

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(StoreRefused.class)
                .message()
                .containsIgnoringCase("bring")
                .contains("daemon.db-lock");

        assertThat(Files.exists(file)).isEqualTo(before != null);
        if (before != null) assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-sender", "-wal"})
    void whatever_a_store_leaves_beside_it_says_that_there_was_one(String beside) throws Exception {
        Path other = folder.resolve("other.db");
        Files.createFile(other);
        Files.writeString(Path.of(other + beside), "x");

        assertThatThrownBy(() -> SqliteStore.open(other))
                .isInstanceOf(StoreRefused.class)
                .hasMessageContaining("other.db" + beside);

        assertThat(Path.of(other + beside)).hasContent("x");
    }

    @Test
    void an_empty_file_is_a_new_store_and_so_is_one_whose_first_start_was_cut_off() throws Exception {
        Path other = folder.resolve("other.db");
        Files.createFile(other);
        Files.createFile(Path.of(other + "-lock"));

        try (SqliteStore made = SqliteStore.open(other)) {
            assertThat(made.file()).isEqualTo(other.toRealPath());
        }
        try (SqliteStore again = SqliteStore.open(other)) {
            assertThat(Path.of(again.file() + "-lock")).isNotEmptyFile();
        }
    }

    private void place(Instead instead) throws Exception {
        switch (instead) {
            case NOTHING -> {}
            case AN_EMPTY_FILE -> Files.createFile(file);
            case AN_EMPTY_DATABASE -> sql("VACUUM");
            case ANOTHER_DATABASE -> sql("CREATE TABLE theirs (a)");
            case A_TEXT -> Files.writeString(file, "not a database but long enough to be looked at ".repeat(100));
        }
    }

    /** How SQLite treats the commit of the transaction: 2 flushes it, 1 leaves that to a later one. */
    private static long synchronous(StoreTransaction tx) {
        return tx.query("SELECT synchronous FROM pragma_synchronous").get(0).number("synchronous");
    }

    @Test
    void every_commit_is_flushed_but_of_what_can_be_had_again() {
        long before = store.writeNow(SqliteStoreTest::synchronous);

        long unflushed = store.writeUnflushedNow(SqliteStoreTest::synchronous);
        assertThatThrownBy(() -> store.writeUnflushedNow(tx -> {
                    throw new IllegalStateException("given up");
                }))
                .hasMessage("given up");
        long after = store.writeNow(SqliteStoreTest::synchronous);

        assertThat(unflushed).isEqualTo(1);
        assertThat(List.of(before, after)).containsOnly(2L);
    }

    @Test
    void what_is_not_flushed_is_read_at_once_and_there_after_reopening() {
        store.writeUnflushedNow(tx -> {
            add(tx, 1);
            return true;
        });
        long read = store.reader()
                .read(tx -> tx.query("SELECT count(*) AS n FROM thing").get(0).number("n"));

        store.close();
        store = SqliteStore.open(file);

        assertThat(read).isEqualTo(1);
        assertThat(ids()).containsExactly(1L);
    }

    @Test
    void work_that_throws_leaves_nothing_behind() {
        assertThatThrownBy(() -> store.writeNow(tx -> {
                    add(tx, 1);
                    throw new IllegalStateException("changed my mind");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("changed my mind");

        assertThat(ids()).isEmpty();
    }

    @Test
    void actions_after_the_commit_run_only_after_a_commit() {
        AtomicInteger ran = new AtomicInteger();
        store.writeNow(tx -> {
            tx.afterCommit(ran::incrementAndGet);
            return true;
        });

        assertThatThrownBy(() -> store.writeNow(tx -> {
                    tx.afterCommit(ran::incrementAndGet);
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(ran.get()).isEqualTo(1);
    }

    @Test
    void a_transaction_is_of_no_use_when_it_is_over_or_on_another_thread() {
        StoreTransaction[] kept = new StoreTransaction[1];
        store.writeNow(tx -> {
            kept[0] = tx;
            assertThatThrownBy(
                            () -> CompletableFuture.runAsync(() -> add(tx, 1)).join())
                    .hasCauseInstanceOf(IllegalStateException.class);
            return true;
        });

        assertThatThrownBy(() -> add(kept[0], 2)).isInstanceOf(IllegalStateException.class);

        assertThat(ids()).isEmpty();
    }

    @Test
    void begin_and_commit_are_not_for_the_inside() {
        for (String sql :
                List.of("COMMIT", " rollback", "BEGIN", "PRAGMA synchronous = OFF", "vacuum", "ATTACH 'x' AS y")) {
            assertThatThrownBy(() -> store.writeNow(tx -> tx.update(sql)))
                    .as(sql)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void reading_cannot_write() {
        assertThatThrownBy(
                        () -> store.read(tx -> tx.update("DELETE FROM thing")).join())
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void waiting_inside_for_the_store_is_refused() {
        assertThatThrownBy(() -> store.writeNow(outer -> store.writeNow(inner -> true)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_closed_store_says_so() {
        store.close();

        assertThatThrownBy(() -> store.writeNow(tx -> true))
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("closed");
        assertThatCode(store::close).doesNotThrowAnyException();
    }

    @Nested
    class A_failed_statement {
        @Test
        void poisons_its_transaction_also_when_the_failure_is_hidden() {
            assertThatThrownBy(() -> store.writeNow(tx -> {
                        add(tx, 1);
                        assertThatThrownBy(() -> add(tx, 1)).isInstanceOf(StoreFailed.class);
                        return "committed?";
                    }))
                    .isInstanceOf(StoreFailed.class);

            assertThat(ids()).isEmpty();
        }

        @Test
        void lets_no_later_statement_of_its_transaction_through() {
            assertThatThrownBy(() -> store.writeNow(tx -> {
                        assertThatThrownBy(() -> tx.update("INSERT INTO nowhere VALUES (1)"))
                                .isInstanceOf(StoreFailed.class);
                        add(tx, 2);
                        return true;
                    }))
                    .isInstanceOf(StoreFailed.class)
                    .hasMessageContaining("nowhere");

            assertThat(ids()).isEmpty();
        }

        @Test
        void does_not_reach_the_next_transaction() {
            assertThatThrownBy(() -> store.writeNow(tx -> tx.update("nonsense")))
                    .isInstanceOf(StoreFailed.class);

            store.writeNow(tx -> {
                add(tx, 3);
                return true;
            });

            assertThat(ids()).containsExactly(3L);
        }
    }

    @Nested
    class A_full_disk {
        /**
         * SQLite rolls back by itself here, while JDBC still looks as if it were inside: what came next would be
         * committed alone.
         */
        @Test
        void commits_no_half_of_a_transaction() {
            store.writeNow(tx -> {
                add(tx, 1);
                return true;
            });
            store.pragma("PRAGMA max_page_count = 20");

            assertThatThrownBy(() -> store.writeNow(tx -> {
                        add(tx, 2);
                        assertThatThrownBy(() -> tx.update(
                                        "INSERT INTO thing (id, body) VALUES ($1, $2)", 3, new byte[1_000_000]))
                                .isInstanceOf(StoreFailed.class)
                                .hasMessageContaining("full");
                        add(tx, 4);
                        return true;
                    }))
                    .isInstanceOf(StoreFailed.class);

            assertThat(ids()).containsExactly(1L);
        }

        @Test
        void that_has_room_again_goes_on() {
            store.pragma("PRAGMA max_page_count = 20");
            assertThatThrownBy(() ->
                            store.writeNow(tx -> tx.update("INSERT INTO thing VALUES (1, $1)", new byte[1_000_000])))
                    .isInstanceOf(StoreFailed.class);

            store.writeNow(tx -> tx.update("INSERT INTO thing VALUES (2, $1)", new byte[1_000_000]));

            assertThat(ids()).containsExactly(2L);
        }
    }

    @Nested
    class A_file_that_is_not_ours {
        @Test
        void is_refused_and_not_touched_when_another_program_made_it() throws Exception {
            Path foreign = folder.resolve("foreign.db");
            try (Connection jdbc = DriverManager.getConnection("jdbc:sqlite:" + foreign)) {
                jdbc.createStatement().execute("CREATE TABLE theirs (x)");
            }
            byte[] before = Files.readAllBytes(foreign);

            assertThatThrownBy(() -> SqliteStore.open(foreign))
                    .isInstanceOf(StoreRefused.class)
                    .hasMessageContaining("another program");

            assertThat(Files.readAllBytes(foreign)).isEqualTo(before);
        }

        @Test
        void is_refused_when_a_newer_sdk_wrote_it() throws Exception {
            store.close();
            sql("PRAGMA user_version = 99");

            assertThatThrownBy(() -> SqliteStore.open(file))
                    .isInstanceOf(StoreRefused.class)
                    .hasMessageContaining("newer Signalbox SDK")
                    .hasMessageContaining("99");
        }

        @Test
        void is_refused_from_the_moment_a_newer_sdk_took_it_over() throws Exception {
            sql("PRAGMA user_version = 99");

            assertThatThrownBy(() -> store.writeNow(tx -> {
                        add(tx, 1);
                        return true;
                    }))
                    .isInstanceOf(StoreRefused.class);

            sql("PRAGMA user_version = 1");
            assertThat(ids()).isEmpty();
        }

        @Test
        void is_refused_when_it_is_no_database() throws Exception {
            Path text = folder.resolve("notes.txt");
            Files.writeString(text, "not a database at all, but long enough to look at\n".repeat(100));
            byte[] before = Files.readAllBytes(text);

            assertThatThrownBy(() -> SqliteStore.open(text)).isInstanceOf(StoreRefused.class);

            assertThat(Files.readAllBytes(text)).isEqualTo(before);
        }

        @Test
        void is_refused_when_it_is_a_folder() {
            assertThatThrownBy(() -> SqliteStore.open(folder)).isInstanceOf(StoreRefused.class);
        }

        @Test
        void is_refused_when_its_folder_is_missing() {
            assertThatThrownBy(() -> SqliteStore.open(folder.resolve("no/such/daemon.db")))
                    .isInstanceOf(StoreFailed.class)
                    .hasMessageContaining("folder must exist");
        }
    }

    @Test
    void an_old_library_is_refused() {
        for (String old : List.of("3.51.2", "3.50.7", "2.99.99")) {
            assertThatThrownBy(() -> StoreConnection.checkLibrary(old)).isInstanceOf(StoreRefused.class);
        }
        for (String good : List.of("3.51.3", "3.54.1", "4.0.0", "3.100")) {
            assertThatCode(() -> StoreConnection.checkLibrary(good)).doesNotThrowAnyException();
        }
    }

    @Test
    void every_write_is_flushed_to_disk() throws Exception {
        assertThat(store.writeNow(tx -> tx.query("SELECT * FROM pragma_synchronous"))
                        .get(0)
                        .number("synchronous"))
                .isEqualTo(2);
        assertThat(store.writeNow(tx -> tx.query("SELECT * FROM pragma_journal_mode"))
                        .get(0)
                        .text("journal_mode"))
                .isEqualTo("wal");
    }

    @Test
    void two_stores_of_one_file_take_turns() {
        try (SqliteStore other = SqliteStore.open(file)) {
            List<CompletableFuture<Integer>> writes = IntStream.range(0, 200)
                    .mapToObj(n -> (n % 2 == 0 ? store : other)
                            .write(tx -> tx.update("INSERT INTO thing (id) VALUES ($1)", n)))
                    .toList();

            assertThatCode(() -> writes.forEach(CompletableFuture::join)).doesNotThrowAnyException();

            assertThat(ids()).hasSize(200);
        }
    }

    @Test
    void a_write_of_another_store_shows_in_the_data_version() {
        try (SqliteStore other = SqliteStore.open(file)) {
            long before = store.dataVersion().join();

            other.writeNow(tx -> tx.update("INSERT INTO thing (id) VALUES (1)"));

            assertThat(store.dataVersion().join()).isNotEqualTo(before);
            assertThat(store.dataVersion().join()).isEqualTo(store.dataVersion().join());
        }
    }

    @Test
    void an_open_reader_makes_the_log_grow_only_as_long_as_it_reads() throws Exception {
        byte[] body = new byte[20_000];
        Path wal = folder.resolve("daemon.db-wal");
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            reader.setAutoCommit(false);
            reader.createStatement().executeQuery("SELECT count(*) FROM thing").next();
            for (int n = 0; n < 600; n++) {
                int id = n;
                store.writeNow(tx -> tx.update("INSERT INTO thing VALUES ($1, $2)", id, body));
            }
            assertThat(Files.size(wal)).isGreaterThan(10_000_000);
        }

        Eventually.passes(() -> {
            store.writeNow(tx -> tx.update("DELETE FROM thing WHERE id = (SELECT max(id) FROM thing)"));
            assertThat(wal.toFile().length()).isLessThan(7_000_000);
        });
    }

    @Test
    void too_much_waiting_work_is_refused_and_loses_nothing_that_was_taken() throws Exception {
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        CompletableFuture<Boolean> first = store.write(tx -> begun.complete(true) && gate.join());
        begun.join();

        List<CompletableFuture<Integer>> writes = IntStream.range(0, SqliteStore.WAITING_MAX + 10)
                .mapToObj(n -> store.read(tx -> n))
                .toList();
        gate.complete(true);

        assertThat(first.join()).isTrue();
        long refused = writes.stream().filter(SqliteStoreTest::isRefused).count();
        assertThat(refused).isEqualTo(10);
    }

    private static boolean isRefused(CompletableFuture<Integer> write) {
        try {
            write.join();
            return false;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(StoreFailed.class).hasMessageContaining("too many");
            return true;
        }
    }

    @Test
    void an_unusual_name_is_a_file_name_and_nothing_else() {
        Path odd = folder.resolve("a b%20&c=d#ü.db");
        try (SqliteStore strange = SqliteStore.open(odd)) {
            strange.writeNow(tx -> true);
        }

        assertThat(new String(head(odd), StandardCharsets.UTF_8)).startsWith("SQLite format 3");
        assertThatThrownBy(() -> SqliteStore.open(folder.resolve("a?mode=memory")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] head(Path path) {
        try (var in = Files.newInputStream(path)) {
            return in.readNBytes(15);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
