package dev.signalbox.hub.database;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest extends DatabaseContract {
    private PostgresDatabase opened;

    @Override
    Database open(Vertx vertx) {
        DatabaseUrl url = DatabaseUrl.parse(TestPostgres.sharedDatabase() + "&pool_max_conns=4");
        opened = result(PostgresDatabase.open(vertx, url, TestPostgres.freshSchema()));
        return opened;
    }

    @Override
    String bytesType() {
        return "bytea";
    }

    @Test
    void a_read_sees_one_state_while_others_write() {
        List<Long> counts = result(opened.read(transaction -> transaction
                .query("SELECT count(*) AS n FROM things")
                .compose(before -> opened.write(other -> other.update("INSERT INTO things (id) VALUES ('late')"))
                        .compose(written -> transaction.query("SELECT count(*) AS n FROM things"))
                        .map(after ->
                                List.of(before.get(0).bigint("n"), after.get(0).bigint("n"))))));

        assertThat(counts).containsExactly(0L, 0L);
    }

    @Test
    void a_connection_that_is_cut_fails_the_work_as_unavailable_and_the_pool_recovers() {
        Throwable failure = failure(opened.write(transaction -> transaction
                .query("SELECT pg_terminate_backend(pg_backend_pid()) AS done")
                .compose(cut -> transaction.update("INSERT INTO things (id) VALUES ('a')"))));

        assertThat(failure).isInstanceOf(StoreUnavailable.class);
        Eventually.until("the pool has noticed", () -> {
            Future<List<Row>> read = opened.read(transaction -> transaction.query("SELECT id FROM things"));
            return result(read.map(List::isEmpty).otherwise(false));
        });
    }

    @Test
    void more_work_than_may_wait_is_refused_and_the_rest_is_done() {
        int all = PostgresDatabase.WAITING_MAX + 100;
        // The first ones hold every connection until all have come.
        List<Future<List<Row>>> reads = IntStream.range(0, all)
                .mapToObj(i -> i < 20 ? "SELECT pg_sleep(0.2)::text AS x" : "SELECT 'x' AS x")
                .map(sql -> opened.read(transaction -> transaction.query(sql)))
                .toList();

        awaitAll(reads);

        List<Throwable> refusals =
                reads.stream().filter(Future::failed).map(Future::cause).toList();
        assertThat(refusals).isNotEmpty().hasOnlyElementsOfType(StoreUnavailable.class);
        assertThat(all - refusals.size()).isGreaterThanOrEqualTo(PostgresDatabase.WAITING_MAX);
    }

    @Test
    void a_statement_given_after_the_work_is_done_is_refused() {
        Transaction[] kept = new Transaction[1];
        result(opened.write(transaction -> {
            kept[0] = transaction;
            return transaction.update("INSERT INTO things (id) VALUES ('a')");
        }));

        assertThat(failure(kept[0].update("DELETE FROM things"))).hasMessageContaining("the transaction is over");
    }

    private static void awaitAll(List<? extends Future<?>> futures) {
        result(Future.join(futures).otherwiseEmpty());
    }
}
