package dev.signalbox.hub.archive;

/** From Sqlite to Postgres. */
class SqliteArchiveTest extends LogArchiveContract {
    @Override
    Opened openSource() {
        return Stores.sqlite(folder, clock);
    }

    @Override
    Opened openTarget() {
        return Stores.postgres(vertx, clock);
    }
}
