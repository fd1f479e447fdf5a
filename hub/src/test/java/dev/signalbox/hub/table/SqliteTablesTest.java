package dev.signalbox.hub.table;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import java.nio.file.Path;

class SqliteTablesTest extends TablesContract {
    @Override
    TestNode open(Path folder, TestClock clock) {
        return TestNode.sqlite(folder, clock);
    }
}
