package dev.signalbox.hub.fold;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.projection.Projection;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

class PostgresFoldProblemsTest extends FoldProblemsContract {
    private final String schema = TestPostgres.freshSchema();

    @Override
    TestNode open(Path folder, TestClock clock, UnaryOperator<Projection> wrapping) {
        return TestNode.postgres(schema, clock, wrapping);
    }
}
