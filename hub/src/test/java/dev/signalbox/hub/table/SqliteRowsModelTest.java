package dev.signalbox.hub.table;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

class SqliteRowsModelTest extends RowsModelContract {
    @Override
    TestNode open() {
        try {
            return TestNode.sqlite(Files.createTempDirectory("rows-model"), new TestClock());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
