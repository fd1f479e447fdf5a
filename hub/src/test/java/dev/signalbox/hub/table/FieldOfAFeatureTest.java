package dev.signalbox.hub.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.TableRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A feature gets a field: its record and its event say so, and everything that reads the table has it. */
class FieldOfAFeatureTest {
    @TempDir
    Path folder;

    private TestNode node;

    /** The feature as it was. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Lamp(String id, String room, boolean on, long version) {}

    /** The feature with a field more. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ColouredLamp(
            String id, String room, boolean on, @Nullable String colour, long version) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record LampSet(String room, boolean on) {}

    record ColouredLampSet(
            String room, boolean on, @Nullable String colour) {}

    private record State<R>(@Nullable R resource) {}

    private static final FoldedTable<State<Lamp>> BEFORE = FoldedTable.of(
                    "lamps",
                    new Fold<State<Lamp>, LampSet>(
                            "lamp",
                            EventCodec.of(LampSet.class).with("lamp.set", LampSet.class),
                            new State<>(null),
                            (state, set, by) ->
                                    new State<>(new Lamp(by.subjectId(), set.room(), set.on(), by.version()))))
            .resource(Lamp.class, State::resource, State::new)
            .index("created_position")
            .declared();

    private static final FoldedTable<State<ColouredLamp>> AFTER = FoldedTable.of(
                    "lamps",
                    new Fold<State<ColouredLamp>, ColouredLampSet>(
                            "lamp",
                            EventCodec.of(ColouredLampSet.class).with("lamp.set", ColouredLampSet.class),
                            new State<>(null),
                            (state, set, by) -> new State<>(new ColouredLamp(
                                    by.subjectId(), set.room(), set.on(), set.colour(), by.version()))))
            .resource(ColouredLamp.class, State::resource, State::new)
            .index("created_position")
            .declared();

    @BeforeEach
    void a_node() {
        node = TestNode.sqlite(folder, new TestClock());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_field_of_record_and_event_is_in_lists_filters_rows_of_the_past_snapshots_and_SQL() {
        set("a", "{'room':'hall','on':true,'colour':'red'}");
        set("b", "{'room':'hall','on':true}");
        long then = set("c", "{'room':'loft','on':false,'colour':'red'}");
        keep(BEFORE).close();

        ProjectionFollower follower = keep(AFTER);
        set("a", "{'room':'hall','on':false,'colour':'blue'}");
        Await.result(follower.reached(4, Duration.ofSeconds(20)));

        var lamps = AFTER.rows(node.database());
        TableSource<?> rows = TableSource.builtIn(lamps);
        RowsAsOf past = new RowsAsOf(node.log(), node.tail());
        assertThat(Json.writeText(
                        Await.result(lamps.page(PageQuery.newestFirst(1, null))).items()))
                .isEqualTo("[{\"id\":\"c\",\"room\":\"loft\",\"on\":false,\"colour\":\"red\",\"version\":1}]");
        assertThat(keys("colour=red", RowScan.now(rows, past), rows)).containsExactly("c");
        assertThat(keys("colour=red", RowScan.at(then, rows, past), rows)).containsExactly("a", "c");
        assertThat(keys("order=-colour", RowScan.now(rows, past), rows)).containsExactly("c", "a", "b");
        assertThat(Await.result(RowScan.at(4, rows, past).piece("", 9)).rows())
                .extracting(row -> row.tree().get().row().path("colour").asText(null))
                .containsExactly("blue", null, "red");
        List<Row> columns = Await.result(
                node.database().read(transaction -> transaction.query("SELECT * FROM lamps ORDER BY position")));
        assertThat(columns)
                .extracting(row -> row.textOrNull("colour") + row.bigint("on"))
                .containsExactly("blue0", "null1", "red0");
        follower.close();
    }

    private ProjectionFollower keep(FoldedTable<?> table) {
        ProjectionFollower follower =
                new ProjectionFollower(table.projection(), node.database(), node.tail(), node.vertx());
        Await.result(follower.start());
        Await.result(follower.reached(3, Duration.ofSeconds(20)));
        return follower;
    }

    private static List<String> keys(String query, RowScan scan, TableSource<?> rows) {
        return Await.result(new RowList(scan, TestQuery.of(query, rows)).page()).items().stream()
                .map(row -> Json.readLenient(row.json().getBytes(StandardCharsets.UTF_8), TableRow.class)
                        .key())
                .toList();
    }

    private long set(String lamp, String data) {
        byte[] json = data.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        String stream = "lamp/" + lamp;
        NewEvent event =
                new NewEvent(stream, Ids.next(), "lamp.set", "test", new TestClock().instant(), null, null, json);
        return Await.result(node.log()
                        .append(new Append(
                                List.of(event), Map.of(stream, ExpectedVersion.ANY), new byte[Append.DIGEST_BYTES])))
                .events()
                .get(0)
                .position();
    }
}
