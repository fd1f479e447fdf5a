package dev.signalbox.hub.fold;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.SqliteEventLog;
import java.nio.file.Path;

class SqliteProblemsAtTheDoorsTest extends ProblemsAtTheDoorsContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.start(folder);
    }

    @Override
    void append(String log, Append append) {
        SqliteDatabase database = SqliteDatabase.open(data.resolve(log + ".db"), Throwable::printStackTrace);
        SqliteEventLog opened = Await.result(SqliteEventLog.open(log, database, new TestClock(), AppendMeter.NONE));
        Await.result(opened.append(append));
        Await.result(opened.close());
        Await.result(database.close());
    }
}
