package dev.signalbox.hub.projection;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.SqliteEventLog;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class SqliteProjectionFollowerTest extends ProjectionFollowerContract {
    @TempDir
    Path folder;

    @Override
    Node open(Vertx on) {
        SqliteDatabase database = SqliteDatabase.open(folder.resolve("main.db"), Throwable::printStackTrace);
        return new Node(
                database, Await.result(SqliteEventLog.open("main", database, Clock.systemUTC(), AppendMeter.NONE)));
    }
}
