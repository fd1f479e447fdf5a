package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import io.vertx.core.Future;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The settings that make a commit outlive a power cut. No kill of a process can show that they are missing, for the
 * kernel keeps what was written; so they are asked for.
 */
class DurabilityTest {
    private static final String NORMAL = "1";
    private static final String FULL = "2";

    @Test
    void the_connection_that_writes_syncs_every_commit_also_after_it_was_replaced(@TempDir Path data) {
        SqliteDatabase database = SqliteDatabase.open(data.resolve("main.db"), Throwable::printStackTrace);

        assertThat(setting(database, "journal_mode")).isEqualTo("wal");
        assertThat(setting(database, "synchronous")).isEqualTo(FULL);
        Await.failure(database.write(transaction -> transaction.update("INSERT INTO nowhere VALUES (1)")));
        assertThat(setting(database, "journal_mode")).isEqualTo("wal");
        assertThat(setting(database, "synchronous")).isEqualTo(FULL);

        Await.result(database.close());
    }

    @Test
    void only_what_can_be_had_again_is_not_flushed_and_what_comes_behind_it_is(@TempDir Path data) {
        SqliteDatabase database = SqliteDatabase.open(data.resolve("main.db"), Throwable::printStackTrace);

        assertThat(Await.result(database.writeUnflushed(DurabilityTest::synchronous)))
                .isEqualTo(NORMAL);
        assertThat(setting(database, "synchronous")).isEqualTo(FULL);
        Await.failure(database.writeUnflushed(transaction -> transaction.update("INSERT INTO nowhere VALUES (1)")));
        assertThat(setting(database, "synchronous")).isEqualTo(FULL);

        Await.result(database.close());
    }

    private static String setting(SqliteDatabase database, String name) {
        return Await.result(database.write(transaction -> Future.succeededFuture(pragma(transaction, name))));
    }

    private static Future<String> synchronous(Transaction transaction) {
        return Future.succeededFuture(pragma(transaction, "synchronous"));
    }

    private static String pragma(Transaction transaction, String name) {
        Row row = transaction
                .query("SELECT cast(" + name + " AS text) AS value FROM pragma_" + name)
                .result()
                .get(0);
        return row.text("value");
    }
}
