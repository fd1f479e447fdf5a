package dev.signalbox.hub.command;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import java.nio.file.Path;

class SqliteFulfilledWishTest extends FulfilledWishContract {

    @Override
    TestNode open(Path folder, TestClock clock) {
        return TestNode.sqlite(folder, clock);
    }
}
