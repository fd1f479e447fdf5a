package dev.signalbox.hub.fold;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteAstralNamesTest extends AstralNamesContract {
    @Override
    TestHub start(Path data) {
        return TestHub.start(data);
    }
}
