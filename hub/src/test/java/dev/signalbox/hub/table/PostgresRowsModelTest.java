package dev.signalbox.hub.table;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.TestPostgres;

class PostgresRowsModelTest extends RowsModelContract {
    @Override
    TestNode open() {
        return TestNode.postgres(TestPostgres.freshSchema(), new TestClock());
    }
}
