package dev.signalbox.hub.database;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Database} promises. An engine joins with a subclass that opens a fresh store. */
abstract class DatabaseContract {
    private static final String INSERT = "INSERT INTO things (id, n) VALUES ($1, $2)";

    private final Vertx vertx = Vertx.vertx();
    private Database database;

    abstract Database open(Vertx vertx) throws Exception;

    /** What the engine calls a column of bytes. */
    abstract String bytesType();

    @BeforeEach
    void open_a_fresh_store() throws Exception {
        database = open(vertx);
        result(database.write(transaction ->
                transaction.update("CREATE TABLE things (id text PRIMARY KEY, n bigint, bytes " + bytesType() + ")")));
    }

    @AfterEach
    void close_it() {
        result(database.close());
        result(vertx.close());
    }

    @Test
    void what_was_written_is_read() {
        result(database.write(transaction -> transaction.update(INSERT, "a", 1L)));

        assertThat(ids()).containsExactly("a");
    }

    @Test
    void work_that_breaks_down_fails_its_future_and_the_store_goes_on() {
        assertThat(failure(database.write(transaction -> {
                    transaction.update(INSERT, "a", 1L);
                    throw new StackOverflowError("too deep");
                })))
                .isInstanceOf(StackOverflowError.class);
        assertThat(failure(database.read(transaction -> {
                    throw new StackOverflowError("too deep");
                })))
                .isInstanceOf(StackOverflowError.class);

        result(database.write(transaction -> transaction.update(INSERT, "b", 1L)));
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void every_kind_of_parameter_comes_back_as_it_was() {
        byte[] bytes = {0, 1, (byte) 0xff, 0x7f, '\'', '\\'};
        String text = "zwölf Boxkämpfer 🥊 \"quoted\" 'single' \\ line\nbreak";

        result(database.write(transaction -> transaction
                .update("INSERT INTO things (id, n, bytes) VALUES ($1, $2, $3)", text, Long.MIN_VALUE, bytes)
                .compose(one -> transaction.update(
                        "INSERT INTO things (id, n, bytes) VALUES ($1, $2, $3)", "small", 7, new byte[0]))
                .compose(two -> transaction.update(
                        "INSERT INTO things (id, n, bytes) VALUES ($1, $2, $3)", "nothing", null, null))));

        Row row = one("SELECT id, n, bytes FROM things WHERE id = $1", text);
        assertThat(row.text("id")).isEqualTo(text);
        assertThat(row.bigint("n")).isEqualTo(Long.MIN_VALUE);
        assertThat(row.bytes("bytes")).isEqualTo(bytes);
        assertThat(one("SELECT n FROM things WHERE id = 'small'").bigint("n")).isEqualTo(7);
        assertThat(one("SELECT bytes FROM things WHERE id = 'small'").bytes("bytes"))
                .isEmpty();
        Row nothing = one("SELECT n, bytes FROM things WHERE id = 'nothing'");
        assertThat(nothing.bigintOrNull("n")).isNull();
        assertThat(nothing.bytesOrNull("bytes")).isNull();
    }

    @Test
    void a_missing_value_and_a_missing_column_are_told_apart() {
        result(database.write(transaction -> transaction.update(INSERT, "a", null)));

        Row row = one("SELECT id, n FROM things");

        assertThatThrownBy(() -> row.bigint("n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("n");
        assertThatThrownBy(() -> row.text("no_such"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no_such");
    }

    @Test
    void work_that_fails_leaves_nothing() {
        RuntimeException refusal = new RuntimeException("refused");

        Throwable failure = failure(database.write(
                transaction -> transaction.update(INSERT, "a", 1L).compose(done -> Future.failedFuture(refusal))));

        assertThat(failure).isSameAs(refusal);
        assertThat(ids()).isEmpty();
    }

    @Test
    void work_that_throws_leaves_nothing() {
        RuntimeException bug = new IllegalStateException("a bug");

        Throwable failure = failure(database.write(transaction -> {
            var unused = transaction.update(INSERT, "a", 1L);
            throw bug;
        }));

        assertThat(failure).isSameAs(bug);
        assertThat(ids()).isEmpty();
    }

    @Test
    void a_statement_that_fails_takes_the_whole_write_with_it_even_when_the_work_goes_on() {
        Throwable failure = failure(database.write(transaction -> transaction
                .update(INSERT, "a", 1L)
                .compose(done -> transaction.update("INSERT INTO no_such_table VALUES ($1)", "b"))
                .recover(ignored -> transaction.update(INSERT, "c", 1L).otherwise(1))));

        assertThat(failure).hasMessageContaining("no_such_table");
        assertThat(ids()).isEmpty();
    }

    @Test
    void a_statement_that_fails_unwatched_takes_the_write_with_it() {
        Throwable failure = failure(database.write(transaction -> {
            var unused = transaction.update(INSERT, "a", 1L);
            unused = transaction.update("INSERT INTO no_such_table VALUES ($1)", "b");
            return Future.succeededFuture("done");
        }));

        assertThat(failure).hasMessageContaining("no_such_table");
        assertThat(ids()).isEmpty();
    }

    @Test
    void the_store_goes_on_after_a_failed_write() {
        failure(database.write(transaction -> transaction.update("not SQL at all")));

        result(database.write(transaction -> transaction.update(INSERT, "a", 1L)));

        assertThat(ids()).containsExactly("a");
    }

    @Test
    void statements_run_in_the_order_in_which_they_are_given_without_waiting() {
        List<Row> rows = result(database.write(transaction -> {
            IntStream.range(0, 100).forEach(i -> transaction.update(INSERT, "id" + i, (long) i));
            var unused = transaction.update("UPDATE things SET n = n + $1", 1000L);
            return transaction.query("SELECT count(*) AS rows, min(n) AS low, max(n) AS high FROM things");
        }));

        assertThat(rows.get(0).bigint("rows")).isEqualTo(100);
        assertThat(rows.get(0).bigint("low")).isEqualTo(1000);
        assertThat(rows.get(0).bigint("high")).isEqualTo(1099);
    }

    @Test
    void one_statement_runs_once_for_each_list_of_parameters_in_their_order() {
        result(database.write(transaction -> transaction.updateAll(INSERT, List.of())));
        result(database.write(transaction -> {
            var unused = transaction.updateAll(
                    "INSERT INTO things (id, n, bytes) VALUES ($1, $2, $3)"
                            + " ON CONFLICT (id) DO UPDATE SET n = things.n * 10 + excluded.n",
                    List.of(new Object[] {"a", 1L, new byte[] {7}}, new Object[] {"b", null, null}, new Object[] {
                        "a", 2L, new byte[0]
                    }));
            return transaction.update("UPDATE things SET n = n * 10 + $1", 3L);
        }));

        assertThat(ids()).containsExactly("a", "b");
        assertThat(one("SELECT n FROM things WHERE id = 'a'").bigint("n")).isEqualTo(123);
        assertThat(one("SELECT bytes FROM things WHERE id = 'a'").bytes("bytes"))
                .containsExactly(7);
        assertThat(one("SELECT n FROM things WHERE id = 'b'").bigintOrNull("n")).isNull();
    }

    @Test
    void one_of_many_that_fails_takes_the_write_with_it_and_the_next_is_whole() {
        List<Object[]> twice = List.of(new Object[] {"a", 1L}, new Object[] {"b", 2L}, new Object[] {"a", 3L});

        Throwable failure = failure(database.write(transaction -> {
            var unused = transaction.updateAll(INSERT, twice);
            return Future.succeededFuture("done");
        }));

        assertThat(Blame.isOfAnEvent(failure)).isTrue();
        assertThat(ids()).isEmpty();
        result(database.write(transaction -> transaction.updateAll(INSERT, twice.subList(1, 3))));
        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void what_need_not_be_flushed_is_all_there_or_nothing_of_it() {
        result(database.writeUnflushed(transaction -> transaction.update(INSERT, "a", 1L)));
        failure(database.writeUnflushed(transaction ->
                transaction.update(INSERT, "b", 1L).compose(done -> transaction.update("not SQL at all"))));
        result(database.write(transaction -> transaction.update(INSERT, "c", 1L)));

        assertThat(ids()).containsExactly("a", "c");
    }

    @Test
    void an_update_counts_its_rows_and_returning_gives_them() {
        result(database.write(transaction ->
                transaction.update(INSERT, "a", 1L).compose(one -> transaction.update(INSERT, "b", 2L))));

        int touched = result(database.write(transaction -> transaction.update("UPDATE things SET n = n + $1", 10L)));
        List<Row> upserted = result(database.write(transaction -> transaction.query(
                "INSERT INTO things (id, n) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = things.n + excluded.n"
                        + " RETURNING id, n",
                "a",
                100L)));

        assertThat(touched).isEqualTo(2);
        assertThat(upserted).hasSize(1);
        assertThat(upserted.get(0).bigint("n")).isEqualTo(111);
    }

    @Test
    void a_placeholder_says_by_its_number_which_parameter_it_is() {
        result(database.write(
                transaction -> transaction.update("INSERT INTO things (n, id) VALUES ($2, $1)", "a", 1L)));

        assertThat(one("SELECT n FROM things WHERE n < $2 AND id = $1", "a", 2L).bigint("n"))
                .isEqualTo(1);
    }

    @Test
    void a_placeholder_may_stand_more_than_once() {
        result(database.write(transaction -> transaction.update(INSERT, "a", 5L)));

        Row row = one("SELECT n FROM things WHERE id = $1 OR id = $2 OR id = $1", "a", "b");

        assertThat(row.bigint("n")).isEqualTo(5);
    }

    @Test
    void writes_from_everywhere_lose_nothing() {
        result(database.write(transaction -> transaction.update(INSERT, "counter", 0L)));

        List<Future<Integer>> writes = IntStream.range(0, 100)
                .mapToObj(i -> database.write(
                        transaction -> transaction.update("UPDATE things SET n = n + 1 WHERE id = $1", "counter")))
                .toList();
        result(Future.all(writes));

        assertThat(one("SELECT n FROM things").bigint("n")).isEqualTo(100);
    }

    @Test
    void a_read_cannot_write() {
        Throwable failure = failure(database.read(transaction -> transaction.update(INSERT, "a", 1L)));

        assertThat(failure).isNotNull();
        assertThat(ids()).isEmpty();
    }

    @Test
    void a_failed_read_fails_and_the_next_one_works() {
        assertThat(failure(database.read(transaction -> transaction.query("SELECT * FROM no_such_table"))))
                .hasMessageContaining("no_such_table");

        assertThat(ids()).isEmpty();
    }

    @Test
    void the_future_completes_on_the_context_of_the_caller() {
        Context context = vertx.getOrCreateContext();
        Future<Boolean> onContext = Future.future(promise ->
                context.runOnContext(start -> database.read(transaction -> transaction.query("SELECT 1 AS one"))
                        .onComplete(done -> promise.complete(Vertx.currentContext() == context))));

        assertThat(result(onContext)).isTrue();
    }

    @Test
    void a_closed_store_refuses() {
        result(database.close());

        assertThat(failure(database.write(transaction -> transaction.update(INSERT, "a", 1L))))
                .isNotNull();
        assertThat(failure(database.read(transaction -> transaction.query("SELECT 1"))))
                .isNotNull();
    }

    private List<String> ids() {
        return result(database.read(transaction -> transaction.query("SELECT id FROM things ORDER BY id"))).stream()
                .map(row -> row.text("id"))
                .toList();
    }

    private Row one(String sql, Object... parameters) {
        List<Row> rows = result(database.read(transaction -> transaction.query(sql, parameters)));
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }
}
