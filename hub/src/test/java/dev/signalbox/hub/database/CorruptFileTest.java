package dev.signalbox.hub.database;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * After a corrupt file or a failed flush nobody knows what is on the disk: the hub is told to end, and nothing is
 * retried.
 */
class CorruptFileTest {
    private static final int PAGE = 4096;

    private final List<Throwable> fatal = new CopyOnWriteArrayList<>();

    @Test
    void is_told_as_fatal_when_a_read_meets_it_and_nothing_is_read_or_written_behind(@TempDir Path folder)
            throws IOException {
        SqliteDatabase broken = broken(folder.resolve("main.db"));

        Throwable failure =
                failure(broken.read(transaction -> transaction.query("SELECT sum(length(text)) AS n FROM things")));

        assertThat(failure).isInstanceOf(StoreBroken.class).hasMessageContaining("malformed");
        assertThat(fatal).hasSize(1);
        assertThat(failure(broken.read(transaction -> transaction.query("SELECT 1 AS one"))))
                .isInstanceOf(StoreBroken.class);
        assertThat(failure(broken.write(transaction -> transaction.update("DELETE FROM things WHERE id = 1"))))
                .isInstanceOf(StoreBroken.class);
        result(broken.close());
    }

    @Test
    void is_found_by_the_look_at_all_tables_also_where_nobody_reads(@TempDir Path folder) throws IOException {
        SqliteDatabase whole = SqliteDatabase.open(folder.resolve("whole.db"), fatal::add);
        SqliteDatabase broken = broken(folder.resolve("main.db"));

        result(whole.check());
        assertThat(failure(broken.check())).isInstanceOf(StoreBroken.class).hasMessageContaining("main.db");

        result(whole.close());
        result(broken.close());
    }

    private SqliteDatabase broken(Path file) throws IOException {
        SqliteDatabase whole = SqliteDatabase.open(file, fatal::add);
        result(whole.write(transaction -> transaction
                .update("CREATE TABLE things (id integer PRIMARY KEY, text text)")
                .compose(made -> transaction.update(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                                + " INSERT INTO things SELECT i, hex(randomblob(200)) FROM n"))));
        result(whole.close());
        assertThat(fatal).isEmpty();
        overwriteTheLastPages(file);
        return SqliteDatabase.open(file, fatal::add);
    }

    @Test
    void is_told_as_fatal_when_a_write_meets_it(@TempDir Path folder) throws IOException {
        SqliteDatabase broken = broken(folder.resolve("main.db"));

        Throwable failure =
                failure(broken.write(transaction -> transaction.update("UPDATE things SET text = 'x' WHERE id > 0")));
        result(broken.close());

        assertThat(failure).isInstanceOf(StoreBroken.class).hasMessageContaining("malformed");
        assertThat(fatal).hasSize(1);
    }

    @Test
    void a_failed_flush_is_fatal_and_a_full_disk_is_not() {
        assertThat(SqliteFailures.isFatal(of(SQLiteErrorCode.SQLITE_IOERR_FSYNC)))
                .isTrue();
        assertThat(SqliteFailures.isFatal(of(SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC)))
                .isTrue();
        for (SQLiteErrorCode read : List.of(
                SQLiteErrorCode.SQLITE_CORRUPT_INDEX,
                SQLiteErrorCode.SQLITE_NOTADB,
                SQLiteErrorCode.SQLITE_IOERR_READ,
                SQLiteErrorCode.SQLITE_IOERR_SHORT_READ)) {
            assertThat(SqliteFailures.translate(of(read))).as(read.name()).isInstanceOf(StoreBroken.class);
        }
        assertThat(SqliteFailures.translate(of(SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE)))
                .isInstanceOf(Unstorable.class);
        assertThat(SqliteFailures.isFatal(of(SQLiteErrorCode.SQLITE_FULL))).isFalse();
        assertThat(SqliteFailures.translate(of(SQLiteErrorCode.SQLITE_FULL))).isInstanceOf(StorageFull.class);
    }

    private static SQLiteException of(SQLiteErrorCode code) {
        return new SQLiteException(code.message, code);
    }

    private static void overwriteTheLastPages(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long from = (channel.size() / PAGE - 20) * PAGE;
            ByteBuffer garbage = ByteBuffer.allocate(20 * PAGE);
            while (garbage.hasRemaining()) garbage.put((byte) 0xA5);
            channel.write(garbage.flip(), from);
        }
    }
}
