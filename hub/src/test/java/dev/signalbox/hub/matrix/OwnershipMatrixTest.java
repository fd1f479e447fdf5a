package dev.signalbox.hub.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipMatrixTest {
    private static final TableDeclaration RUNS = declared("runs", Change.REPLACE, Set.of("bot"), Set.of("observer"));
    private static final TableDeclaration CLICKS = declared("clicks", Change.APPEND, Set.of("bot"), Set.of("all"));
    private static final TableDeclaration QUEUE = new TableDeclaration(
            "queue", "id", Json.object(), Set.of(), Set.of(), Change.ISOLATED, "daemon", null, "its own business");
    private static final OwnershipMatrix MATRIX = OwnershipMatrix.shippedWith(
            List.of(new OwnershipMatrix.Role("observer", "looks")), List.of(RUNS, CLICKS, QUEUE));

    @Test
    void a_declared_table_is_written_by_its_writers_and_by_admins_alone() {
        assertThat(MATRIX.objection("bot", "table.put", "runs/7")).isNull();
        assertThat(MATRIX.objection("admin", "table.put", "runs/7")).isNull();
        assertThat(MATRIX.objection("bot", "table.append", "clicks")).isNull();
        assertThat(codeOf(MATRIX.objection("observer", "table.put", "runs/7"))).isEqualTo(ProblemCode.FORBIDDEN);
        assertThat(codeOf(MATRIX.objection("daemon", "table.delete", "runs/7"))).isEqualTo(ProblemCode.FORBIDDEN);
        assertThat(codeOf(MATRIX.objection("emperor", "table.put", "runs/7"))).isEqualTo(ProblemCode.FORBIDDEN);
    }

    @Test
    void reading_hangs_on_the_table_and_its_events_on_its_name() {
        assertThat(MATRIX.mayRead("observer", "runs")).isTrue();
        assertThat(MATRIX.mayReadFamily("observer", "runs")).isTrue();
        assertThat(MATRIX.mayRead("bot", "runs")).isFalse();
        assertThat(MATRIX.readableFamilies("bot")).contains("clicks").doesNotContain("runs", "queue");
        assertThat(MATRIX.readableTables("admin"))
                .contains("runs", "clicks", "keys")
                .doesNotContain("queue");
        assertThat(codeOf(MATRIX.objectionToReading("bot", "runs"))).isEqualTo(ProblemCode.FORBIDDEN);
        assertThat(MATRIX.objectionToReading("observer", "runs")).isNull();
    }

    @Test
    void all_are_the_roles_that_the_matrix_knows_and_no_other() {
        assertThat(MATRIX.mayRead("observer", "clicks")).isTrue();
        assertThat(MATRIX.mayRead("emperor", "clicks")).isFalse();
        assertThat(MATRIX.mayRead(OwnershipMatrix.SYSTEM, "clicks")).isFalse();
    }

    @Test
    void an_isolated_table_is_closed_to_everybody_and_its_owner_is_named() {
        for (String role : List.of("admin", "daemon", "bot")) {
            Problem writing = MATRIX.objection(role, "table.put", "queue/1");
            assertThat(codeOf(writing)).isEqualTo(ProblemCode.TABLE_ISOLATED);
            assertThat(writing.detail()).contains("queue belongs to the role daemon");
            assertThat(codeOf(MATRIX.objectionToReading(role, "queue"))).isEqualTo(ProblemCode.TABLE_ISOLATED);
            assertThat(MATRIX.readableFamilies(role)).doesNotContain("queue");
        }
    }

    @Test
    void an_unknown_table_is_not_found_and_the_known_ones_are_named() {
        Problem problem = MATRIX.objection("bot", "table.put", "rums/7");

        assertThat(codeOf(problem)).isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(problem.detail()).contains("rums", "runs", "clicks", "signalbox.yaml");
        assertThat(codeOf(MATRIX.objectionToReading("bot", "rums"))).isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    void a_table_command_needs_a_declared_table_as_target() {
        assertThat(codeOf(MATRIX.objection("admin", "table.put", null))).isEqualTo(ProblemCode.INVALID);
        Problem builtIn = MATRIX.objection("admin", "table.put", "questions/7");
        assertThat(codeOf(builtIn)).isEqualTo(ProblemCode.INVALID);
        assertThat(builtIn.detail()).contains("question.ask");
    }

    @Test
    void a_role_may_send_a_table_command_when_some_table_takes_it_from_it() {
        assertThat(MATRIX.sendableCommands("bot")).contains("table.put", "table.delete", "table.append");
        assertThat(MATRIX.sendableCommands("bot")).doesNotContain("table.patch");
        assertThat(MATRIX.sendableCommands("daemon")).noneMatch(command -> command.startsWith("table."));
        assertThat(OwnershipMatrix.shipped().maySend("viewer", "table.put")).isFalse();
    }

    @Test
    void built_in_tables_stand_beside_the_declared_ones() {
        assertThat(MATRIX.tables())
                .extracting(TableDeclaration::name)
                .contains("notifications", "questions", "keys", "runs", "clicks", "queue");
        assertThat(MATRIX.table("questions").orElseThrow().change()).isEqualTo(Change.COMMANDS);
        assertThat(MATRIX.mayWrite("daemon", "questions")).isTrue();
        assertThat(MATRIX.mayWrite("viewer", "questions")).isFalse();
        assertThat(codeOf(MATRIX.objection("daemon", "question.answer", "x"))).isEqualTo(ProblemCode.FORBIDDEN);
        assertThat(MATRIX.objection("user", "question.answer", "x")).isNull();
    }

    @Test
    void two_tables_cannot_claim_one_name_or_one_family() {
        assertThatThrownBy(() -> OwnershipMatrix.shippedWith(List.of(), List.of(RUNS, RUNS)))
                .hasMessageContaining("runs");
        TableDeclaration question = declared("question", Change.REPLACE, Set.of(), Set.of());
        assertThatThrownBy(() -> OwnershipMatrix.shippedWith(List.of(), List.of(question)))
                .hasMessageContaining("question.*");
    }

    @Test
    void what_is_in_force_changes_for_everybody_at_once() {
        MatrixInForce inForce = new MatrixInForce(OwnershipMatrix.shipped());

        inForce.replace(MATRIX);

        assertThat(inForce.matrix()).isSameAs(MATRIX);
    }

    private static TableDeclaration declared(String name, Change change, Set<String> writers, Set<String> readers) {
        return new TableDeclaration(name, "id", Json.object(), writers, readers, change, null, null, "a test");
    }

    private static ProblemCode codeOf(Problem problem) {
        return ProblemCode.of(problem.code());
    }
}
