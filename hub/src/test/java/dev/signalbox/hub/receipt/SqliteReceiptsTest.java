package dev.signalbox.hub.receipt;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteReceiptsTest extends ReceiptsContract {
    @Override
    TestHub open(Path folder) {
        return TestHub.start(folder);
    }
}
