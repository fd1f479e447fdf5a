package dev.signalbox.hub.fold;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresAstralNamesTest extends AstralNamesContract {
    @Override
    TestHub start(Path data) {
        return TestHub.onPostgres(data, TestPostgres.freshDatabase());
    }
}
