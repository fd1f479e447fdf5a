package dev.signalbox.hub.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.TableContents.Breaking;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is in force, what lies between two files, and what a change would leave behind. */
class AppliedMatrixTest {
    private static final String RUNS = """
            roles: {observer: {description: looks}}
            tables:
              runs:
                change: replace
                writers: [bot]
                readers: [observer]
                fields: {id: {type: string}, state: {type: string}}
                why: x
            """;
    private static final OwnershipMatrix BEFORE = MatrixFile.parse(RUNS, "signalbox.yaml");

    @Test
    void the_file_in_force_needs_no_second_event() {
        AppliedMatrix now = applied(AppliedMatrix.NONE, "a: 1", 1);

        assertThat(now.apply("a: 1", List.of())).isEmpty();
        assertThat(now.apply("a: 2", List.of("x"))).hasSize(1);
        assertThat(now.isInForce("a: 1")).isTrue();
    }

    @Test
    void a_file_that_another_replaced_is_known_as_such_and_a_fresh_one_is_not() {
        AppliedMatrix now = applied(applied(AppliedMatrix.NONE, "a: 1", 1), "a: 2", 2);

        assertThat(now.isSuperseded("a: 1")).isTrue();
        assertThat(now.isSuperseded("a: 2")).isFalse();
        assertThat(now.isSuperseded("a: 3")).isFalse();
        assertThat(now.version()).isEqualTo(2);
    }

    @Test
    void every_change_is_told_in_words() {
        MatrixChange change = changeTo(RUNS.replace("[bot]", "[bot, daemon]")
                        .replace("readers: [observer]", "readers: all")
                        .replace("state: {type: string}", "state: {type: string, maxLength: 9}")
                + "    retention: 30d\n  questions: {readers: [user]}\nrateLimits: {bot: {requests: 1}}\n");

        assertThat(change.differences().stream().map(Difference::words))
                .containsExactlyInAnyOrder(
                        "writers of runs: bot become bot, daemon",
                        "readers of runs: observer become all",
                        "table runs: fields changed",
                        "table runs: retention null becomes PT720H",
                        "readers of questions: all become user",
                        "rate limits changed");
    }

    @Test
    void nothing_is_lost_while_a_table_has_no_rows() {
        assertThat(reasons("{}", 0)).isEmpty();
        assertThat(reasons(RUNS.replace("replace", "merge"), 0)).isEmpty();
    }

    @Test
    void rows_keep_their_table_its_key_and_the_way_it_changes() {
        assertThat(reasons("roles: {observer: {description: x}}", 3))
                .singleElement()
                .asString()
                .contains("table runs has 3 rows, which nobody could read any more. Delete them first");
        assertThat(reasons(RUNS.replace("replace", "merge"), 3))
                .singleElement()
                .asString()
                .contains("written under another key or way to change");
        assertThat(reasons(RUNS.replace("change: replace", "key: state\n    change: replace"), 3))
                .hasSize(1);
        assertThat(reasons(
                        RUNS.replace("change: replace", "change: {isolated: bot}")
                                .replaceAll("(?m)^    (writers|readers|fields).*\n", ""),
                        3))
                .hasSize(1);
    }

    @Test
    void rows_that_break_a_narrower_schema_are_named_and_a_wider_one_is_free() {
        String narrower = RUNS.replace("state: {type: string}", "state: {enum: [done]}");
        String wider = RUNS.replace("state: {type: string}", "state: {type: string}, more: {type: integer}");

        assertThat(reasons(narrower, 3))
                .singleElement()
                .asString()
                .contains("rows that break the new fields: r1: /state", "widen the fields");
        assertThat(reasons(wider, 3)).isEmpty();
    }

    @Test
    void readers_and_writers_may_change_whatever_rows_there_are() {
        assertThat(reasons(RUNS.replace("[bot]", "[daemon]").replace("readers: [observer]", "readers: [user]"), 3))
                .isEmpty();
    }

    /** Rows of the table, the first of them running. */
    private static List<String> reasons(String next, long rows) {
        OwnershipMatrix after = MatrixFile.parse(next, "signalbox.yaml");
        MatrixChange change = MatrixChange.between(BEFORE, after);
        Breaking breaking = breaking(after, rows);
        Found.Table runs = new Found.Table(rows, 0, 0, breaking, Set.of(), Set.of());
        return Plan.of(AppliedMatrix.NONE, next, change, new Found(Map.of("runs", runs), Map.of(), 0))
                .orphans();
    }

    private static MatrixChange changeTo(String next) {
        return MatrixChange.between(BEFORE, MatrixFile.parse(next, "signalbox.yaml"));
    }

    private static AppliedMatrix applied(AppliedMatrix before, String file, long version) {
        MatrixEvent event = before.apply(file, List.of()).get(0);
        return before.after(
                event,
                new RecordedEvent(
                        version,
                        "matrix/default",
                        version,
                        "id" + version,
                        EventTypes.MATRIX_APPLIED,
                        "jane",
                        Instant.EPOCH,
                        Instant.EPOCH,
                        null,
                        null,
                        MatrixEvent.CODEC.encode(event),
                        new byte[0],
                        new byte[0]));
    }

    /** All rows are running, under the keys r1, r2 … */
    private static Breaking breaking(OwnershipMatrix after, long rows) {
        var row = Json.tree(Map.of("id", "r1", "state", "running"));
        List<String> named = after.table("runs")
                .filter(table -> rows > 0 && table.holdsRows())
                .map(table -> after.rowSchema("runs").faults(row).stream()
                        .map(fault -> "r1: " + fault.pointer() + " " + fault.detail())
                        .toList())
                .orElse(List.of());
        return new Breaking(named.isEmpty() ? 0 : rows, named);
    }
}
