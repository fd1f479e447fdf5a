package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a store on PostgreSQL says of the work that it cannot do. */
class PostgresTroubleTextTest {
    @Test
    void who_waits_for_a_connection_that_nobody_gives_back_is_told_of() {
        Vertx vertx = Vertx.vertx();
        String url = TestPostgres.freshDatabase();
        PostgresDatabase database = Await.result(PostgresDatabase.open(
                vertx, DatabaseUrl.parse(url + (url.contains("?") ? "&" : "?") + "pool_max_conns=2"), "waits"));
        Promise<Void> over = Promise.promise();
        List<Future<Void>> working = Stream.generate(() -> database.withConnection(lent -> over.future()))
                .limit(3)
                .toList();

        Eventually.assertThat(() -> assertThat(database.trouble())
                .contains("waits for a connection", "default_pool_size", "pool_max_conns"));

        over.complete();
        Await.result(Future.join(working).transform(done -> Future.succeededFuture()));
        List<Row> one = Await.result(database.read(tx -> tx.query("SELECT 1 AS one")));
        assertThat(one).hasSize(1);
        assertThat(database.trouble()).isNull();
        Await.result(database.close());
        Await.result(vertx.close());
    }
}
