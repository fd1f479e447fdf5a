package dev.signalbox.hub.archive;

/** From Postgres to Sqlite. */
class PostgresArchiveTest extends LogArchiveContract {
    @Override
    Opened openSource() {
        return Stores.postgres(vertx, clock);
    }

    @Override
    Opened openTarget() {
        return Stores.sqlite(folder, clock);
    }
}
