package dev.signalbox.hub.log;

import static dev.signalbox.hub.Await.result;

import dev.signalbox.hub.database.SqliteDatabase;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventLogTest extends EventLogContract {
    @TempDir
    Path folder;

    private SqliteDatabase database;

    @Override
    EventLog open() {
        database = SqliteDatabase.open(folder.resolve("main.db"), fatal -> {
            throw new AssertionError(fatal);
        });
        return result(SqliteEventLog.open("main", database, clock, AppendMeter.NONE));
    }

    @Override
    void close(EventLog log) {
        result(log.close());
        result(database.close());
    }

    @Override
    AutoCloseable stall() {
        CountDownLatch released = new CountDownLatch(1);
        database.execute(
                () -> {
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                refused -> {});
        return released::countDown;
    }
}
