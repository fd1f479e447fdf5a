package dev.signalbox.hub.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.JsonValues;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/**
 * Random commands against a model that is nothing but a map of rows: what the hub accepts the model does, and what the
 * model thinks stale the hub refuses. In the end every position of the past is what the model was then, and a rebuild
 * changes nothing.
 */
abstract class RowsModelContract {
    private static final Principal BOT = new Principal("bot00001", "bot", OwnershipMatrix.BOT);
    private static final List<String> KEYS = List.of("a", "b c", "d/e", "ü");

    /** One command; the numbers choose key, value and how much the caller knows. */
    record Step(Kind kind, int key, int value, int knowledge) {}

    enum Kind {
        PUT,
        PATCH,
        REMOVE_FIELD,
        DELETE
    }

    abstract TestNode open();

    @Provide
    static Arbitrary<List<Step>> histories() {
        return Combinators.combine(
                        Arbitraries.of(Kind.PUT, Kind.PUT, Kind.PATCH, Kind.PATCH, Kind.REMOVE_FIELD, Kind.DELETE),
                        Arbitraries.integers().between(0, KEYS.size() - 1),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(-2, 3))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(40);
    }

    @Property(tries = 20, shrinking = ShrinkingMode.BOUNDED)
    void every_position_is_what_a_map_of_rows_was_then(@ForAll("histories") List<Step> history) {
        try (TestNode node = open()) {
            node.matrix().replace(OwnershipMatrix.shippedWith(List.of(), List.of(TestTables.tasks())));
            Map<String, ObjectNode> model = new TreeMap<>(JsonValues::compareTexts);
            List<Map<String, JsonNode>> past = new ArrayList<>();
            past.add(Map.of());

            for (Step step : history) happen(step, node, model, past);

            assertSame(node, model, past);
            Await.result(
                    node.projections().named(RowTable.ROWS.name()).orElseThrow().rebuild());
            assertSame(node, model, past);
        }
    }

    private static void happen(
            Step step, TestNode node, Map<String, ObjectNode> model, List<Map<String, JsonNode>> past) {
        String key = KEYS.get(step.key());
        ObjectNode before = model.get(key);
        ObjectNode after = after(step, key, before);
        long version = versionOf(node, key);
        // A patch may be accepted with a stale version; then, and only then, the model cannot foresee it.
        Long expected =
                step.knowledge() < 0 ? null : step.knowledge() == 0 ? version : Long.valueOf(step.knowledge() + 10);
        Future<Outcome> done = node.commands().handle(command(step, key, expected), new Caller(BOT, "http", null));
        boolean missing = before == null && step.kind() != Kind.PUT && !(step.kind() == Kind.DELETE && version > 0);
        boolean stale = expected != null && expected != version;
        long head = Await.result(node.log().head()).position();

        if (missing || stale) {
            assertThat(Await.failure(done)).isInstanceOf(Refused.class);
        } else {
            TableRow row = (TableRow) Await.result(done).resource();
            if (after == null) model.remove(key);
            else model.put(key, after);
            if (after != null) assertThat(row.row()).isEqualTo(after);
        }
        long now = Await.result(node.log().head()).position();
        boolean changed = !missing && !stale && !java.util.Objects.equals(before, after);
        assertThat(now)
                .as("events are written for what changes, and for nothing else")
                .isEqualTo(past.size() - 1 + (changed ? 1 : 0));
        assertThat(head).isLessThanOrEqualTo(now);
        if (changed) past.add(new TreeMap<>(model));
    }

    private static @Nullable ObjectNode after(Step step, String key, @Nullable ObjectNode before) {
        if (step.kind() == Kind.DELETE) return null;
        if (step.kind() == Kind.PUT) {
            return Json.object().put("id", key).put("points", step.value());
        }
        if (before == null) return null;
        ObjectNode after = before.deepCopy();
        if (step.kind() == Kind.PATCH) after.put(step.value() % 2 == 0 ? "owner" : "note", "v" + step.value());
        else after.remove(step.value() % 2 == 0 ? "owner" : "note");
        return after;
    }

    private static Command command(Step step, String key, @Nullable Long expected) {
        String field = step.value() % 2 == 0 ? "owner" : "note";
        ObjectNode body = Json.object();
        String name = "table.delete";
        if (step.kind() == Kind.PUT) {
            name = "table.put";
            body.putObject("row").put("points", step.value());
        } else if (step.kind() != Kind.DELETE) {
            name = "table.patch";
            ObjectNode fields = body.putObject("fields");
            if (step.kind() == Kind.PATCH) fields.put(field, "v" + step.value());
            else fields.putNull(field);
        }
        return new Command(Ids.next(), name, "tasks/" + key, expected, null, body);
    }

    private static long versionOf(TestNode node, String key) {
        return Await.result(node.log().readStream("tasks/" + key, 0, 500)).size();
    }

    private static void assertSame(TestNode node, Map<String, ObjectNode> model, List<Map<String, JsonNode>> past) {
        node.caughtUp(RowTable.ROWS.name());
        TableSource<?> tasks =
                TableSource.declared(node.matrix().matrix().table("tasks").orElseThrow(), node.database());
        RowsAsOf rows = new RowsAsOf(node.log(), node.tail());
        RowQuery everything = TestQuery.of("limit=500", tasks);

        assertThat(rowsOf(new RowList(RowScan.now(tasks, rows), everything))).isEqualTo(model);
        for (int position = 0; position < past.size(); position++) {
            RowList list = new RowList(RowScan.at(position, tasks, rows), everything);
            assertThat(rowsOf(list)).as("as of %d", position).isEqualTo(past.get(position));
        }
    }

    private static Map<String, JsonNode> rowsOf(RowList list) {
        Map<String, JsonNode> rows = new TreeMap<>(JsonValues::compareTexts);
        for (ScannedRow.Shown shown : Await.result(list.page()).items()) {
            TableRow row = Json.readLenient(shown.json().getBytes(StandardCharsets.UTF_8), TableRow.class);
            rows.put(row.key(), row.row());
        }
        return rows;
    }
}
