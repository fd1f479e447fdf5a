package dev.signalbox.hub.database;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {
    @TempDir
    Path folder;

    @Override
    Database open(Vertx vertx) {
        return SqliteDatabase.open(folder.resolve("main.db"), fatal -> {
            throw new AssertionError(fatal);
        });
    }

    @Override
    String bytesType() {
        return "blob";
    }
}
