package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import java.nio.file.Path;

class SqliteRoadmapTest extends RoadmapContract {
    @Override
    TestNode open(Path folder, TestClock clock) {
        return TestNode.sqlite(folder, clock);
    }
}
