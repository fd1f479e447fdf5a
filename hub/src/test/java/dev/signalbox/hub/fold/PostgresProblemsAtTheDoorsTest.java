package dev.signalbox.hub.fold;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.PostgresEventLog;
import io.vertx.core.Vertx;
import java.nio.file.Path;

class PostgresProblemsAtTheDoorsTest extends ProblemsAtTheDoorsContract {
    private final String url = TestPostgres.freshDatabase();

    @Override
    TestHub start(Path folder) {
        return TestHub.onPostgres(folder, url);
    }

    @Override
    void append(String log, Append append) {
        Vertx vertx = Vertx.vertx();
        PostgresDatabase database =
                Await.result(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), "signalbox_" + log));
        EventLog opened = Await.result(PostgresEventLog.open(log, database, vertx, new TestClock(), AppendMeter.NONE));
        Await.result(opened.append(append));
        Await.result(opened.close());
        Await.result(database.close());
        Await.result(vertx.close());
    }
}
