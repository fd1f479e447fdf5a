package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.verify.Comparison;
import dev.signalbox.hub.verify.Side;
import dev.signalbox.hub.verify.StoreSide;
import dev.signalbox.hub.verify.Verify;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.Verification;
import dev.signalbox.wire.resource.Verification.Damage;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores that somebody changed while the hub was stopped, in each column of each table: a verify finds each change and
 * names it, and nothing else.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class VerifyContract {
    @TempDir
    static Path folder;

    /** Rows of each table that are changed at once, each in another column. */
    private static final int ROWS = 3;

    private final Vertx vertx = Vertx.vertx();
    private int copies;

    /** A hub on a fresh store, of which copies will be made. */
    abstract TestHub start(Path data);

    /** A copy of the store and the notes beside it, in a folder that is to be made. */
    abstract Copy copy(Path data, Path to);

    /**
     * A store to be damaged.
     *
     * @param url of PostgreSQL; null for SQLite
     */
    record Copy(Path data, String url, Connecting connecting) {
        interface Connecting {
            Connection to(String log) throws SQLException;
        }

        int run(String log, String sql) {
            try (Connection connection = connecting.to(log);
                    Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }

        /** Names and types of the columns, in order. */
        Map<String, String> columns(String log, String table) {
            try (Connection connection = connecting.to(log);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT * FROM " + table + " LIMIT 1")) {
                assertThat(rows.next()).as("%s has a row", table).isTrue();
                ResultSetMetaData meta = rows.getMetaData();
                Map<String, String> columns = new LinkedHashMap<>();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    columns.put(meta.getColumnName(i), meta.getColumnTypeName(i).toLowerCase(Locale.ROOT));
                }
                return columns;
            } catch (SQLException e) {
                throw new IllegalStateException(table, e);
            }
        }
    }

    /**
     * A place where one column of one row is changed.
     *
     * @param row 0 for the row that stands first in the store; on PostgreSQL one that is changed moves behind the
     *     others
     */
    private record Change(String log, String table, String column, String type, int row) {
        String sql(String rowName) {
            boolean sqlite = rowName.equals("rowid");
            String changed = "coalesce(" + column + ", '') || 'x'";
            if (type.contains("int")) changed = "coalesce(" + column + ", 0) + 100001";
            else if (type.contains("blob")) changed = "CAST(" + column + " || x'41' AS BLOB)";
            else if (type.contains("bytea")) {
                changed = sqlite ? "CAST(" + column + " || x'41' AS BLOB)" : column + " || '\\x41'::bytea";
            }
            return "UPDATE " + table + " SET " + column + " = " + changed + " WHERE " + rowName + " = (SELECT "
                    + rowName + " FROM " + table + " ORDER BY " + rowName + " LIMIT 1 OFFSET "
                    + (rowName.equals("ctid") ? 0 : row) + ")";
        }

        boolean isNamedBy(Damage damage) {
            String field = damage.field();
            return damage.log().equals(log)
                    && damage.table().equals(table)
                    && (field == null || field.equals(column) || field.startsWith(column + "."));
        }
    }

    private Path original() {
        return folder.resolve("original");
    }

    @BeforeAll
    void write() {
        try (TestHub hub = start(original())) {
            VerifyStory.write(hub);
        }
    }

    @AfterAll
    void close() {
        Await.result(vertx.close());
    }

    private Copy copy() {
        return copy(original(), folder.resolve("copy" + copies++));
    }

    private Verification verify(Copy copy) {
        StoppedHub hub = Await.result(StoppedHub.open(copy.data(), copy.url(), Clock.systemUTC(), vertx));
        try {
            return Await.result(Verify.alone(hub.logs(), copy.data(), Clock.systemUTC(), vertx)
                    .run());
        } finally {
            Await.result(hub.close());
        }
    }

    private static List<String> tables(String log) {
        return StoppedHub.projectionsOf(log).stream()
                .map(Projection::tables)
                .flatMap(List::stream)
                .toList();
    }

    private String rowName(Copy copy) {
        return copy.url() == null ? "rowid" : "ctid";
    }

    @Test
    void what_nobody_changed_is_clean_and_everything_was_looked_at() {
        Verification seen = verify(copy());

        assertThat(seen.damage()).isEmpty();
        assertThat(seen.state()).isEqualTo(Verification.CLEAN);
        for (Verification.Log log : seen.logs()) {
            assertThat(log.events()).isEqualTo(log.head()).isPositive();
            assertThat(log.tables().stream().map(Verification.Table::table).toList())
                    .as("tables of %s with rows", log.log())
                    .containsExactlyInAnyOrderElementsOf(tables(log.log()));
        }
        assertThat(seen.logs().get(0).receipts()).isPositive();
        assertThat(seen.logs().get(0).unproven()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> each_column_of_each_table_that_was_changed_is_named() {
        Copy first = copy();
        List<List<Change>> rounds = new ArrayList<>();
        // Log by log: of both at once there would be more than a verify shows.
        for (String log : List.of("main", "traces")) {
            int before = rounds.size();
            for (String table : tables(log)) {
                int column = 0;
                for (Map.Entry<String, String> each : first.columns(log, table).entrySet()) {
                    int round = before + column / ROWS;
                    if (rounds.size() == round) rounds.add(new ArrayList<>());
                    rounds.get(round).add(new Change(log, table, each.getKey(), each.getValue(), column % ROWS));
                    column++;
                }
            }
        }
        return IntStream.range(0, rounds.size())
                .mapToObj(i -> DynamicTest.dynamicTest("round " + i, () -> finds(rounds.get(i))));
    }

    /** A few changes in each table: each is named, and nothing else. */
    private void finds(List<Change> changes) {
        Copy copy = copy();
        // Last what may be the name of the row in the store: another one would move the rows.
        changes.sort(Comparator.comparing(each -> each.column().endsWith("position")));
        for (Change each : changes) {
            assertThat(copy.run(each.log(), each.sql(rowName(copy))))
                    .as(each.toString())
                    .isEqualTo(1);
        }

        Verification seen = verify(copy);

        for (Change each : changes) {
            assertThat(seen.damage()).as(each.toString()).anyMatch(each::isNamedBy);
        }
        assertThat(seen.damage()).allMatch(damage -> changes.stream().anyMatch(each -> each.isNamedBy(damage)));
        assertThat(seen.damage()).filteredOn(damage -> damage.event() != null).isNotEmpty();
    }

    @Test
    void a_row_of_each_table_that_was_deleted_is_named() {
        Copy copy = copy();
        String row = rowName(copy);
        List<String> all = new ArrayList<>();
        for (String log : List.of("main", "traces")) {
            for (String table : tables(log)) {
                copy.run(
                        log,
                        "DELETE FROM " + table + " WHERE " + row + " = (SELECT min(" + row + ") FROM " + table + ")");
                all.add(table);
            }
        }

        Verification seen = verify(copy);

        assertThat(seen.damage().stream().map(Damage::table)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(seen.damage()).allMatch(damage -> damage.what().contains("missing") && damage.key() != null);
    }

    @TestFactory
    Stream<DynamicTest> each_column_of_an_event_that_was_changed_is_named() {
        return copy().columns("main", "events").entrySet().stream()
                .map(column -> DynamicTest.dynamicTest(column.getKey(), () -> {
                    Copy copy = copy();
                    for (String log : List.of("main", "traces")) {
                        Change change = new Change(log, "events", column.getKey(), column.getValue(), 4);
                        String sql = change.sql(rowName(copy)).replaceFirst("WHERE .*", "WHERE position = 5");
                        assertThat(copy.run(log, sql)).isEqualTo(1);
                    }

                    Verification seen = verify(copy);

                    for (String log : List.of("main", "traces")) {
                        assertThat(seen.damage())
                                .as("%s", seen)
                                .filteredOn(damage -> damage.log().equals(log)
                                        && damage.table().equals("events"))
                                .first()
                                .matches(damage -> Long.valueOf(5).equals(damage.position()));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> events_and_receipts_that_were_changed_otherwise_are_named() {
        Map<String, List<String>> damages = new LinkedHashMap<>();
        damages.put("an event is gone", List.of("DELETE FROM events WHERE position = 5"));
        damages.put("the first event is gone", List.of("DELETE FROM events WHERE position = 1"));
        damages.put("the tail is cut", List.of("DELETE FROM events WHERE position > 9"));
        damages.put("everything is gone", List.of("DELETE FROM events"));
        damages.put("an event stands there twice", List.of("""
                INSERT INTO events SELECT (SELECT max(position) + 1 FROM events), stream, 1000, 'other', type, actor,
                occurred_at, recorded_at, correlation_id, causation_id, data, command_digest, hash FROM events
                WHERE position = 7"""));
        damages.put("two events have changed their data", List.of("""
                UPDATE events SET data = (SELECT other.data FROM events AS other
                WHERE other.position = 9 - events.position) WHERE position IN (4, 5)"""));
        damages.put("a receipt is gone", List.of("DELETE FROM receipts WHERE number = 1"));
        damages.put("a receipt was made up", List.of("""
                INSERT INTO receipts (number, id, stream, version, command_digest, hash)
                SELECT 100, 'made-up', stream, version, command_digest, hash FROM receipts WHERE number = 1"""));
        damages.put(
                "a receipt has the id of an event",
                List.of("UPDATE receipts SET id = (SELECT id FROM events WHERE position = 3) WHERE number = 2"));
        damages.put("a receipt has no digest", List.of("UPDATE receipts SET hash = NULL WHERE number = 2"));
        damages.put("another epoch", List.of("UPDATE log_identity SET epoch = '0badc0de'"));
        damages.put(
                "a table that is further than the log",
                List.of("UPDATE checkpoints SET position = 1000000 WHERE projection = 'questions'"));
        damages.put(
                "a table that is less far than it says",
                List.of("UPDATE checkpoints SET position = 2 WHERE projection = 'notifications'"));
        damages.put(
                "a table of another shape", List.of("UPDATE checkpoints SET shape = 'x' WHERE projection = 'keys'"));
        damages.put("a table without a checkpoint", List.of("DELETE FROM checkpoints WHERE projection = 'roadmap'"));
        damages.put("a checkpoint of nothing", List.of("INSERT INTO checkpoints VALUES ('nothing', 'x', 3)"));
        damages.put("a problem that is none", List.of("""
                INSERT INTO fold_problems SELECT 'questions', position, stream, id, type, 'made up', 1 FROM events
                WHERE position = 3"""));
        return damages.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    Copy copy = copy();
                    for (String sql : each.getValue()) {
                        assertThat(copy.run("main", sql)).as(sql).isPositive();
                    }

                    Verification seen = verify(copy);

                    assertThat(seen.state()).as(seen.toString()).isEqualTo(Verification.DAMAGED);
                    assertThat(seen.damage()).allMatch(damage -> damage.log().equals("main"));
                    assertThat(each.getKey() + seen.damage().get(0).sentence())
                            .containsAnyOf("event", "receipt", "checkpoint", "epoch", "problem", "table");
                }));
    }

    /** As a restore leaves it: the logs are all that there is. */
    @Test
    void a_store_whose_tables_no_hub_has_begun_is_clean() {
        Copy copy = copy();
        for (String log : List.of("main", "traces")) {
            copy.run(log, "DELETE FROM checkpoints");
            for (Projection each : StoppedHub.projectionsOf(log)) {
                if (each.view() != null)
                    copy.run(log, "DROP VIEW " + each.view().name());
                for (String table : each.tables()) copy.run(log, "DROP TABLE " + table);
            }
        }

        Verification seen = verify(copy);

        assertThat(seen.damage()).isEmpty();
        assertThat(seen.state()).isEqualTo(Verification.CLEAN);
    }

    @Test
    void a_table_that_is_gone_is_named_and_the_others_are_looked_at() {
        Copy copy = copy();
        for (String table : List.of("notifications_folded", "roadmap_steps")) {
            copy.run("main", "DROP TABLE " + table + (copy.url() == null ? "" : " CASCADE"));
        }
        copy.run("traces", "DROP TABLE trace_scores" + (copy.url() == null ? "" : " CASCADE"));

        Verification seen = verify(copy);

        assertThat(seen.state()).isEqualTo(Verification.DAMAGED);
        assertThat(seen.damage().stream().map(Damage::table))
                .containsExactlyInAnyOrder("notifications_folded", "roadmap_steps", "trace_scores");
        assertThat(seen.damage()).allMatch(damage -> damage.what().contains("missing"));
    }

    @Test
    void each_column_of_a_receipt_that_was_changed_is_named() {
        Copy copy = copy();
        int row = 0;
        for (Map.Entry<String, String> each : copy.columns("main", "receipts").entrySet()) {
            Change change = new Change("main", "receipts", each.getKey(), each.getValue(), row++);
            // The number last: another one would move the rows.
            if (each.getKey().equals("number")) continue;
            assertThat(copy.run("main", change.sql(rowName(copy)).replaceFirst("WHERE .*", "WHERE number = " + row)))
                    .isEqualTo(1);
        }
        copy.run("main", "UPDATE receipts SET number = 1000 WHERE number = 7");

        Verification seen = verify(copy);
        assertThat(seen.damages()).isEqualTo(7);
        assertThat(seen.damage()).allMatch(damage -> damage.table().equals("receipts"));
    }

    @Test
    void beside_a_hub_that_works_nothing_is_found_that_is_not_there() {
        try (TestHub hub = start(folder.resolve("working"))) {
            VerifyStory.write(hub);
            int looks = 0;
            for (int posted = 0; looks < 3; posted++) {
                hub.post("daemon", "/v1/notifications", Map.of("title", "beside " + posted))
                        .expect(201);
                String state = looks == 0
                        ? ""
                        : hub.get("admin", "/v1/verify")
                                .expect(200)
                                .json()
                                .path("state")
                                .textValue();
                if (state.equals(Verification.RUNNING)) continue;
                assertThat(state).as(hub.get("admin", "/v1/verify").text()).isIn("", Verification.CLEAN);
                hub.post("admin", "/v1/verify", "").expect(202);
                looks++;
            }
        }
    }

    @Test
    void two_copies_are_the_same_and_part_where_one_was_written_anew() throws Exception {
        Copy one = copy();
        Copy other = copy();
        try (Side a = side(one);
                Side b = side(other)) {
            assertThat(Comparison.of(a, b).same()).isTrue();
        }
        other.run(
                "main",
                other.url() == null
                        ? "UPDATE events SET hash = CAST(command_digest || hash AS BLOB) WHERE position >= 9"
                        : "UPDATE events SET hash = command_digest || hash WHERE position >= 9");

        try (Side a = side(one);
                Side b = side(other)) {
            Comparison.OfLog main = Comparison.of(a, b).logs().get(0);

            assertThat(main.same()).isFalse();
            assertThat(main.common()).isEqualTo(8);
            assertThat(main.differs()).isEqualTo(9);
            assertThat(main.ofA().position()).isEqualTo(9);
        }
    }

    private Side side(Copy copy) {
        StoppedHub hub = Await.result(StoppedHub.open(copy.data(), copy.url(), Clock.systemUTC(), vertx));
        return new StoreSide(hub.where(), hub.logs(), vertx, () -> Await.result(hub.close()));
    }

    @Test
    void data_that_was_taken_away_without_an_event_that_says_so_is_named() {
        Copy copy = copy();
        byte[] digest = digestOfThird(copy);
        String hex = HexFormat.of().formatHex(digest);
        copy.run(
                "main",
                "UPDATE events SET data = " + (copy.url() == null ? "x'00" + hex + "'" : "'\\x00" + hex + "'::bytea")
                        + " WHERE position = 3");

        assertThat(verify(copy).damage())
                .anyMatch(damage ->
                        "data".equals(damage.field()) && Long.valueOf(3).equals(damage.position()));
    }

    private static byte[] digestOfThird(Copy copy) {
        try (Connection connection = copy.connecting().to("main");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT data FROM events WHERE position = 3")) {
            rows.next();
            return Ids.sha256(rows.getBytes(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
