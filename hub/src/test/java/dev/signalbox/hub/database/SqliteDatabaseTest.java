package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {
    @TempDir
    Path folder;

    private SqliteDatabase store;

    @Override
    Database open(Vertx vertx) {
        store = SqliteDatabase.open(folder.resolve("main.db"), fatal -> {
            throw new AssertionError(fatal);
        });
        return store;
    }

    @Test
    void a_purge_waits_for_a_long_read_and_nobody_waits_for_the_purge() throws IOException {
        Await.result(store.write(transaction -> transaction.update("CREATE TABLE kept (n bigint)")));
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Future<Boolean> read = store.readJdbc(connection -> {
            try (ResultSet rows =
                    connection.prepare("SELECT count(*) FROM kept").executeQuery()) {
                started.countDown();
                return rows.next() && await(over);
            }
        });
        await(started);

        Future<Void> purge = store.purge();
        for (int i = 0; i < 20; i++) {
            Await.result(store.write(transaction -> transaction.update("INSERT INTO kept VALUES ($1)", 1L)));
        }
        Future<Long> count = store.read(transaction -> transaction
                .query("SELECT count(*) AS n FROM kept")
                .map(rows -> rows.get(0).bigint("n")));

        assertThat(Await.result(count)).isEqualTo(20);
        assertThat(purge.isComplete()).isFalse();
        over.countDown();
        assertThat(Await.result(read)).isTrue();
        Await.result(purge);
        assertThat(Files.size(folder.resolve("main.db-wal"))).isZero();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    String bytesType() {
        return "blob";
    }
}
