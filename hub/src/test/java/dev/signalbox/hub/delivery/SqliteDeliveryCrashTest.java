package dev.signalbox.hub.delivery;

class SqliteDeliveryCrashTest extends DeliveryCrashContract {
    @Override
    String databaseUrl() {
        return null;
    }
}
