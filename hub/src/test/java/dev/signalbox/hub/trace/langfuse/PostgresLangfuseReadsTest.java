package dev.signalbox.hub.trace.langfuse;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;

class PostgresLangfuseReadsTest extends LangfuseReadsContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.onPostgres(folder, TestPostgres.freshDatabase());
    }
}
