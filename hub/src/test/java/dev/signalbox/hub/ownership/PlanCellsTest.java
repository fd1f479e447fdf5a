package dev.signalbox.hub.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.TableContents.Breaking;
import dev.signalbox.hub.ownership.Difference.Kind;
import dev.signalbox.wire.resource.MatrixPlan;
import dev.signalbox.wire.resource.MatrixPlan.Risk;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of change in every state of the store: an edit of a file, what the store holds of it, and what the plan
 * must say of each step. Cells are made by crossing the two, so that a kind that is added has to be given its risks.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PlanCellsTest {
    private static final String FILE = """
        roles: {observer: {description: looks}, clerk: {description: writes}}
        tables:
          runs:
            key: id
            change: replace
            writers: [bot, clerk]
            readers: [observer, user]
            fields: {id: {type: string}, state: {type: string}}
            retention: 30d
            why: x
          questions: {readers: [user, viewer], commands: {question.answer: [user, bot]}}
        rateLimits: {bot: {requests: 10, per: 1s}}
        traceRetention: {'*': 30d}
        backups: {to: a, every: 24h, keep: {last: 5}}
        verify: {every: 7d}
        inbound: {github: {secret: of both sides}}
        origins: [https://a.example]
        hooks: {allow: [{tool: Read}], deny: [{tool: Bash, match: '*rm -rf*'}]}
        deliveries: {allow: [10.0.0.0/8]}
        """;

    /** What the store holds of it all. */
    private record State(String name, Found found) {
        private static Map<String, List<String>> keys() {
            return Map.of(
                    "bot",
                    List.of("robin"),
                    "clerk",
                    List.of("cleo"),
                    "observer",
                    List.of("eye"),
                    "user",
                    List.of("jane"),
                    "viewer",
                    List.of("board"));
        }

        static State of(String name, Found.Table runs, long traces) {
            return new State(name, new Found(Map.of("runs", runs), keys(), traces));
        }

        private static Found.Table table(long rows, long gone, long over, Breaking breaking) {
            return new Found.Table(rows, gone, over, breaking, Set.of("cleo", "robin"), Set.of("robin"));
        }
    }

    private static final State ROWS = State.of("rows that fit, some old", State.table(7, 0, 3, Breaking.NONE), 4);
    private static final State BREAKING =
            State.of("rows that break", State.table(7, 0, 3, new Breaking(2, List.of("a: /state no"))), 4);
    private static final List<State> STATES = List.of(
            new State("nothing", new Found(Map.of("runs", Found.Table.EMPTY), Map.of(), 0)),
            State.of("keys that wrote nothing", Found.Table.EMPTY, 0),
            ROWS,
            BREAKING,
            State.of("deleted rows", State.table(0, 5, 0, Breaking.NONE), 0));

    /**
     * One edit and what it must be called.
     *
     * @param risks a letter for each state, in their order: safe, lossy, destructive, blocked
     * @param edits pairs of a text of the file and what takes its place
     */
    private record Edit(Kind kind, String risks, String... edits) {
        String file() {
            String file = FILE;
            for (int i = 0; i < edits.length; i += 2) {
                assertThat(file).contains(edits[i]);
                file = file.replace(edits[i], edits[i + 1]);
            }
            return file;
        }

        Risk in(State state) {
            return switch (risks.charAt(STATES.indexOf(state))) {
                case 'S' -> Risk.SAFE;
                case 'L' -> Risk.LOSSY;
                case 'D' -> Risk.DESTRUCTIVE;
                default -> Risk.BLOCKED;
            };
        }

        @Override
        public String toString() {
            return kind + " " + String.join(" -> ", edits).strip();
        }
    }

    private static final String RUNS = FILE.substring(FILE.indexOf("  runs:"), FILE.indexOf("  questions:"));
    private static final String MORE = "tables:\n  more: {change: append, writers: [bot], readers: all, why: x}\n";

    private static final List<Edit> EDITS = List.of(
            new Edit(
                    Kind.ROLE_ADDED,
                    "SSSSS",
                    "{description: writes}",
                    "{description: writes}, third: {description: x}"),
            new Edit(
                    Kind.ROLE_REMOVED,
                    "SBBBB",
                    "observer: {description: looks}, ",
                    "",
                    "readers: [observer, user]",
                    "readers: [user]"),
            new Edit(Kind.READERS, "SSSSS", "readers: [observer, user]", "readers: all"),
            new Edit(Kind.READERS, "SLLLL", "readers: [observer, user]", "readers: [user]"),
            new Edit(Kind.READERS, "SLLLL", "readers: [user, viewer]", "readers: [user]"),
            new Edit(Kind.WRITERS, "SSSSS", "writers: [bot, clerk]", "writers: [bot, clerk, user]"),
            new Edit(Kind.WRITERS, "SLLLL", "writers: [bot, clerk]", "writers: [clerk]"),
            new Edit(Kind.COMMAND, "SSSSS", "question.answer: [user, bot]", "question.answer: [user, bot, daemon]"),
            new Edit(Kind.COMMAND, "SLLLL", "question.answer: [user, bot]", "question.answer: [user]"),
            new Edit(Kind.TABLE_ADDED, "SSSSS", "tables:\n", MORE),
            new Edit(Kind.TABLE_REMOVED, "SSBBL", RUNS, ""),
            new Edit(Kind.KEY, "SSBBL", "key: id", "key: state"),
            new Edit(Kind.CHANGE, "SSBBL", "change: replace", "change: merge"),
            new Edit(Kind.FIELDS, "SSLBL", "state: {type: string}", "state: {enum: [done]}"),
            new Edit(Kind.RETENTION, "SSSSS", "retention: 30d", "retention: 60d"),
            new Edit(Kind.RETENTION, "SSDDS", "retention: 30d", "retention: 1d"),
            new Edit(Kind.RATE_LIMITS, "SSSSS", "requests: 10", "requests: 50"),
            new Edit(Kind.RATE_LIMITS, "SLLLL", "requests: 10", "requests: 5"),
            new Edit(Kind.RATE_LIMITS, "SLLLL", "per: 1s", "per: 2s"),
            new Edit(Kind.TRACE_RETENTION, "SSSSS", "'*': 30d", "'*': 60d"),
            new Edit(Kind.BACKUPS, "SSSSS", "to: a", "to: b"),
            new Edit(Kind.BACKUPS, "SSSSS", "every: 24h", "every: continuous"),
            new Edit(Kind.BACKUPS, "LLLLL", "every: 24h", "every: 48h"),
            new Edit(Kind.BACKUPS, "LLLLL", "every: 24h, ", ""),
            new Edit(Kind.BACKUPS, "LLLLL", "last: 5", "last: 4"),
            new Edit(Kind.VERIFY, "SSSSS", "verify: {every: 7d}", "verify: {every: 24h}"),
            new Edit(Kind.VERIFY, "LLLLL", "verify: {every: 7d}", "verify: {every: 14d}"),
            new Edit(Kind.VERIFY, "LLLLL", "verify: {every: 7d}\n", ""),
            new Edit(Kind.INBOUND, "SSSSS", "of both sides", "another one"),
            new Edit(Kind.ORIGINS, "SSSSS", "[https://a.example]", "[https://a.example, 'http://localhost:5173']"),
            new Edit(Kind.ORIGINS, "LLLLL", "origins: [https://a.example]\n", ""),
            new Edit(Kind.INBOUND, "LLLLL", "inbound: {github: {secret: of both sides}}\n", ""),
            new Edit(Kind.HOOKS, "SSSSS", "deny: [{tool: Bash", "deny: [{tool: Edit}, {tool: Bash"),
            new Edit(Kind.HOOKS, "SSSSS", "allow: [{tool: Read}]", "allow: []"),
            new Edit(Kind.HOOKS, "LLLLL", "allow: [{tool: Read}]", "allow: [{tool: Read}, {tool: Edit}]"),
            new Edit(Kind.HOOKS, "LLLLL", "deny: [{tool: Bash, match: '*rm -rf*'}]", "deny: []"),
            new Edit(Kind.DELIVERIES, "SSSSS", "deliveries: {allow: [10.0.0.0/8]}\n", ""),
            new Edit(Kind.DELIVERIES, "LLLLL", "[10.0.0.0/8]", "[10.0.0.0/8, 127.0.0.1]"),
            new Edit(Kind.TRACE_RETENTION, "DDDDD", "'*': 30d", "'*': 1d"));

    static Stream<Edit> edits() {
        return EDITS.stream();
    }

    @ParameterizedTest
    @MethodSource("edits")
    void each_edit_has_its_risk_in_every_state(Edit edit) {
        for (State state : STATES) {
            MatrixPlan plan = plan(edit.file(), state.found());

            MatrixPlan.Step step = stepOf(plan, edit);
            assertThat(step.risk()).as(state + ": " + step).isEqualTo(edit.in(state));
            assertThat(step.loses() == null).as("a safe step loses nothing").isEqualTo(step.risk() == Risk.SAFE);
            assertThat(plan.orphans().isEmpty()).isEqualTo(plan.of(Risk.BLOCKED).isEmpty());
        }
    }

    @Test
    void every_kind_stands_in_the_cells() {
        assertThat(EDITS.stream().map(Edit::kind)).containsAll(EnumSet.allOf(Kind.class));
    }

    @Test
    void the_hash_is_the_same_for_the_same_and_another_when_anything_that_is_told_moves() {
        Edit shorter = EDITS.stream()
                .filter(edit -> edit.risks().equals("SSDDS"))
                .findFirst()
                .orElseThrow();
        Set<String> hashes = new LinkedHashSet<>();
        for (State state : STATES)
            hashes.add(plan(shorter.file(), state.found()).hash());
        hashes.add(plan(shorter.file() + "# another file\n", ROWS.found()).hash());

        assertThat(plan(shorter.file(), ROWS.found()).hash())
                .isEqualTo(plan(shorter.file(), BREAKING.found()).hash())
                .matches("[0-9a-f]{16}");
        assertThat(hashes).hasSize(3);
    }

    @Test
    void the_clients_that_still_send_the_old_shape_are_named() {
        Edit narrower = EDITS.stream()
                .filter(edit -> edit.kind() == Kind.FIELDS)
                .findFirst()
                .orElseThrow();

        assertThat(stepOf(plan(narrower.file(), ROWS.found()), narrower).clients())
                .containsExactly("robin");
    }

    private static MatrixPlan.Step stepOf(MatrixPlan plan, Edit edit) {
        MatrixChange change = MatrixChange.between(matrix(FILE), matrix(edit.file()));
        List<Kind> kinds = change.differences().stream().map(Difference::kind).toList();
        assertThat(kinds).as(plan.toString()).contains(edit.kind());
        return plan.steps().get(kinds.indexOf(edit.kind()));
    }

    private static MatrixPlan plan(String file, Found found) {
        return Plan.of(AppliedMatrix.NONE, file, MatrixChange.between(matrix(FILE), matrix(file)), found);
    }

    private static OwnershipMatrix matrix(String file) {
        return MatrixFile.parse(file, MatrixFile.NAME);
    }
}
