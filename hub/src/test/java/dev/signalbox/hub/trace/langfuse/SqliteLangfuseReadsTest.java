package dev.signalbox.hub.trace.langfuse;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;

class SqliteLangfuseReadsTest extends LangfuseReadsContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.start(folder);
    }
}
