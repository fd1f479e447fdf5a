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
    void is_told_as_fatal_when_a_write_meets_it(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("main.db");
        SqliteDatabase whole = SqliteDatabase.open(file, fatal::add);
        result(whole.write(transaction -> transaction
                .update("CREATE TABLE things (id integer PRIMARY KEY, text text)")
                .compose(made -> transaction.update(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                                + " INSERT INTO things SELECT i, hex(randomblob(200)) FROM n"))));
        result(whole.close());
        assertThat(fatal).isEmpty();
        overwriteTheLastPages(file);

        SqliteDatabase broken = SqliteDatabase.open(file, fatal::add);
        Throwable failure =
                failure(broken.write(transaction -> transaction.update("UPDATE things SET text = 'x' WHERE id > 0")));
        result(broken.close());

        assertThat(failure).isInstanceOf(StoreUnavailable.class).hasMessageContaining("malformed");
        assertThat(fatal).hasSize(1);
    }

    @Test
    void a_failed_flush_is_fatal_and_a_full_disk_is_not() {
        assertThat(SqliteFailures.isFatal(of(SQLiteErrorCode.SQLITE_IOERR_FSYNC)))
                .isTrue();
        assertThat(SqliteFailures.isFatal(of(SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC)))
                .isTrue();
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
