package dev.signalbox.hub.fold;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import io.vertx.core.Vertx;
import java.nio.file.Path;

class PostgresProblemsAtTheDoorsTest extends ProblemsAtTheDoorsContract {
    private final String url = TestPostgres.freshDatabase();

    @Override
    TestHub start(Path folder) {
        return TestHub.onPostgres(folder, url);
    }

    @Override
    void sql(String log, String text) {
        Vertx vertx = Vertx.vertx();
        PostgresDatabase database =
                Await.result(PostgresDatabase.open(vertx, DatabaseUrl.parse(url), "signalbox_" + log));
        Await.result(database.write(transaction -> transaction.update(text)));
        Await.result(database.close());
        Await.result(vertx.close());
    }

    @Override
    String bytes() {
        return "bytea";
    }
}
