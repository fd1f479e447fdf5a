package dev.signalbox.hub.crash;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.SqliteEventLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class SqliteErasureAfterKillTest extends ErasureAfterKillContract {
    @Override
    TestHub start() {
        return TestHub.start(data);
    }

    @Override
    void append(Append append) {
        SqliteDatabase database = SqliteDatabase.open(data.resolve("traces.db"), Throwable::printStackTrace);
        appendTo(Await.result(SqliteEventLog.open("traces", database, new TestClock(), AppendMeter.NONE)), append);
        Await.result(database.close());
    }

    @Override
    boolean isKept(String text) {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(Files::isRegularFile).anyMatch(file -> contains(bytes(file), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
