package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.TestPostgres;

class PostgresSpaceCrashTest extends SpaceCrashContract {
    private final String database = TestPostgres.freshDatabase();

    @Override
    String database() {
        return database;
    }
}
