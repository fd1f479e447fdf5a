package dev.signalbox.hub.fold;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.projection.Projection;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

class SqliteFoldProblemsTest extends FoldProblemsContract {
    @Override
    TestNode open(Path folder, TestClock clock, UnaryOperator<Projection> wrapping) {
        return TestNode.sqlite(folder, clock, wrapping);
    }
}
