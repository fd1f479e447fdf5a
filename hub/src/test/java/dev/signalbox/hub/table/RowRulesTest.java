package dev.signalbox.hub.table;

import static dev.signalbox.hub.table.TestTables.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Given;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Problem.FieldError;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.RowEvent;
import dev.signalbox.wire.resource.RowEvent.RowAppended;
import dev.signalbox.wire.resource.RowEvent.RowDeleted;
import dev.signalbox.wire.resource.RowEvent.RowPatched;
import dev.signalbox.wire.resource.RowEvent.RowPut;
import dev.signalbox.wire.resource.TableRow;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Decisions about rows, without a database. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RowRulesTest {
    private static final RowRules MERGED = TestTables.rules(TestTables.tasks());
    private static final RowRules REPLACED = TestTables.rules(TestTables.runs());
    private static final RowRules APPENDED = TestTables.rules(TestTables.clicks());

    private static final Given<RowState, RowEvent> NOTHING = Given.nothing(RowState.fold("tasks"));
    private static final Given<RowState, RowEvent> ROW =
            NOTHING.and("bot", new RowPut(json("{'id':'a','state':'running','owner':'bot'}")));
    private static final Given<RowState, RowEvent> DELETED = ROW.and("jane", new RowDeleted());

    @Test
    void no_event_was_forgotten() {
        List<Class<?>> records = List.of(RowEvent.class.getPermittedSubclasses());

        assertThat(RowState.fold("tasks").codec().types().stream()
                        .<Class<?>>map(RowState.fold("tasks").codec()::classOf))
                .containsExactlyInAnyOrderElementsOf(records);
        assertThat(RowState.fold("tasks").codec().types())
                .containsExactlyInAnyOrderElementsOf(EventTypes.ROW_VERBS.stream()
                        .map(verb -> "tasks." + verb)
                        .toList());
        assertThat(RowTable.ROWS.projection().eventTypes()).hasSameSizeAs(records);
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class A_put {
        @Test
        void makes_a_row_and_gives_it_its_key() {
            NOTHING.when(none -> MERGED.put(none, "a", json("{'state':'running'}"), null))
                    .then(new RowPut(json("{'id':'a','state':'running'}")));
        }

        @Test
        void replaces_the_whole_row() {
            ROW.when(row -> REPLACED.put(row, "a", json("{'id':'a','state':'done'}"), 1L))
                    .then(new RowPut(json("{'id':'a','state':'done'}")));
        }

        @Test
        void of_what_is_there_already_writes_nothing() {
            NOTHING.and("bot", new RowPut(json("{'id':'a','points':1.50}")))
                    .when(row -> REPLACED.put(row, "a", json("{'points':15e-1,'id':'a'}"), null))
                    .thenNothing();
        }

        @Test
        void with_another_key_than_its_target_is_refused() {
            NOTHING.when(none -> MERGED.put(none, "a", json("{'id':'b'}"), null))
                    .thenInvalid("/row/id");
            NOTHING.when(none -> MERGED.put(none, "a", json("{'id':7}"), null)).thenInvalid("/row/id");
        }

        @Test
        void that_expects_a_stale_version_is_told_the_present_row_and_who_wrote_it() {
            Problem problem = ROW.and("jane", new RowPatched(json("{'state':'done'}"), List.of()))
                    .when(row -> MERGED.put(row, "a", json("{'state':'failed'}"), 1L))
                    .thenRefused(ProblemCode.VERSION_CONFLICT);

            assertThat(problem.current().at("/version").longValue()).isEqualTo(2);
            assertThat(problem.current().at("/resource/row/state").textValue()).isEqualTo("done");
            assertThat(problem.current().at("/resource/updatedBy").textValue()).isEqualTo("jane");
        }

        @Test
        void may_expect_that_there_is_no_row() {
            ROW.when(row -> REPLACED.put(row, "a", json("{}"), 0L)).thenRefused(ProblemCode.VERSION_CONFLICT);
            NOTHING.when(row -> REPLACED.put(row, "a", json("{}"), 0L)).then(new RowPut(json("{'id':'a'}")));
            DELETED.when(row -> REPLACED.put(row, "a", json("{}"), 0L)).then(new RowPut(json("{'id':'a'}")));
        }

        @Test
        void that_breaks_the_schema_is_told_every_fault_with_its_pointer() {
            Problem problem = NOTHING.when(
                            none -> MERGED.put(none, "a", json("{'state':'late','points':'many','colour':1}"), null))
                    .thenRefused(ProblemCode.INVALID);

            assertThat(problem.errors())
                    .extracting(FieldError::pointer)
                    .containsExactlyInAnyOrder("/row/state", "/row/points", "/row/colour");
            assertThat(problem.errors()).extracting(FieldError::detail).noneMatch(String::isBlank);
        }
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class A_patch {
        @Test
        void changes_only_the_fields_that_it_names_and_only_when_they_differ() {
            ROW.when(row -> MERGED.patch(row, "a", json("{'state':'done','owner':'bot'}"), null))
                    .then(new RowPatched(json("{'state':'done'}"), List.of()));
        }

        @Test
        void removes_with_null_and_merges_objects() {
            NOTHING.and("bot", new RowPut(json("{'id':'a','owner':'x','more':{'a':1,'b':{'c':2}}}")))
                    .when(row -> MERGED.patch(row, "a", json("{'owner':null,'more':{'a':null,'b':{'d':3}}}"), null))
                    .then(new RowPatched(json("{'more':{'b':{'c':2,'d':3}}}"), List.of("owner")));
        }

        @Test
        void of_what_is_so_already_writes_nothing() {
            ROW.when(row -> MERGED.patch(row, "a", json("{'state':'running','note':null}"), null))
                    .thenNothing();
        }

        @Test
        void with_a_stale_version_is_no_conflict_when_others_touched_other_fields() {
            Given<RowState, RowEvent> changed = ROW.and("jane", new RowPatched(json("{'owner':'jane'}"), List.of()));

            changed.when(row -> MERGED.patch(row, "a", json("{'state':'done'}"), 1L))
                    .then(new RowPatched(json("{'state':'done'}"), List.of()));
            Problem problem = changed.when(row -> MERGED.patch(row, "a", json("{'owner':'bot2'}"), 1L))
                    .thenRefused(ProblemCode.VERSION_CONFLICT);
            assertThat(problem.detail()).contains("owner", "jane", "version 2");
        }

        @Test
        void with_a_stale_version_conflicts_also_when_both_wish_the_same() {
            ROW.and("jane", new RowPatched(json("{'urgent':true}"), List.of()))
                    .when(row -> MERGED.patch(row, "a", json("{'urgent':true}"), 1L))
                    .thenRefused(ProblemCode.VERSION_CONFLICT);
        }

        @Test
        void of_a_field_that_somebody_removed_conflicts() {
            ROW.and("jane", new RowPatched(json("{}"), List.of("owner")))
                    .when(row -> MERGED.patch(row, "a", json("{'owner':'bot'}"), 1L))
                    .thenRefused(ProblemCode.VERSION_CONFLICT);
        }

        @Test
        void of_a_row_that_was_made_anew_since_conflicts() {
            DELETED.and("jane", new RowPut(json("{'id':'a'}")))
                    .when(row -> MERGED.patch(row, "a", json("{'note':'x'}"), 1L))
                    .thenRefused(ProblemCode.VERSION_CONFLICT);
        }

        @Test
        void that_knows_a_version_to_come_conflicts() {
            ROW.when(row -> MERGED.patch(row, "a", json("{'note':'x'}"), 7L)).thenRefused(ProblemCode.VERSION_CONFLICT);
        }

        @Test
        void of_no_row_is_not_found() {
            NOTHING.when(row -> MERGED.patch(row, "a", json("{'note':'x'}"), null))
                    .thenRefused(ProblemCode.NOT_FOUND);
            DELETED.when(row -> MERGED.patch(row, "a", json("{'note':'x'}"), null))
                    .thenRefused(ProblemCode.NOT_FOUND);
        }

        @Test
        void never_changes_the_key() {
            ROW.when(row -> MERGED.patch(row, "a", json("{'id':'b'}"), null)).thenInvalid("/fields/id");
            ROW.when(row -> MERGED.patch(row, "a", json("{'id':null}"), null)).thenInvalid("/fields/id");
        }

        @Test
        void that_would_break_the_schema_is_refused_where_it_stands() {
            Problem problem = ROW.when(row -> MERGED.patch(row, "a", json("{'state':'late'}"), null))
                    .thenRefused(ProblemCode.INVALID);

            assertThat(problem.errors()).extracting(FieldError::pointer).containsExactly("/fields/state");
        }
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class A_delete {
        @Test
        void takes_the_row_away_once() {
            ROW.when(row -> MERGED.delete(row, "a", 1L, false)).then(new RowDeleted());
            DELETED.when(row -> MERGED.delete(row, "a", null, false)).thenNothing();
            NOTHING.when(row -> MERGED.delete(row, "a", null, false)).thenRefused(ProblemCode.NOT_FOUND);
        }

        @Test
        void of_a_row_that_changed_is_refused_whichever_field_it_was() {
            ROW.and("jane", new RowPatched(json("{'owner':'jane'}"), List.of()))
                    .when(row -> MERGED.delete(row, "a", 1L, false))
                    .thenRefused(ProblemCode.VERSION_CONFLICT);
        }
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class An_append {
        @Test
        void takes_its_key_from_the_row_the_target_or_the_command() {
            assertThat(APPENDED.keyToAppend(json("{'id':'r'}"), null, "c")).isEqualTo("r");
            assertThat(APPENDED.keyToAppend(json("{}"), "t", "c")).isEqualTo("t");
            assertThat(APPENDED.keyToAppend(json("{}"), null, "c")).isEqualTo("c");
            NOTHING.when(none -> APPENDED.append(none, "c", json("{}"))).then(new RowAppended(json("{'id':'c'}")));
        }

        @Test
        void of_the_same_row_again_writes_nothing_and_of_another_is_refused() {
            Given<RowState, RowEvent> there = NOTHING.and("bot", new RowAppended(json("{'id':'a','points':1}")));

            there.when(row -> APPENDED.append(row, "a", json("{'points':1.0}"))).thenNothing();
            there.when(row -> APPENDED.append(row, "a", json("{'points':2}")))
                    .thenRefused(ProblemCode.VERSION_CONFLICT);
            there.and("signalbox", new RowDeleted())
                    .when(row -> APPENDED.append(row, "a", json("{'points':1}")))
                    .thenRefused(ProblemCode.VERSION_CONFLICT);
        }
    }

    @Test
    void what_a_table_does_not_take_is_refused_with_the_reason() {
        ObjectNode row = json("{'state':'done'}");

        for (Given<RowState, RowEvent>.When wish : List.of(
                ROW.when(state -> APPENDED.put(state, "a", row, null)),
                ROW.when(state -> APPENDED.patch(state, "a", row, null)),
                ROW.when(state -> APPENDED.delete(state, "a", null, false)))) {
            assertThat(wish.thenRefused(ProblemCode.FORBIDDEN).detail())
                    .contains("append-only", "never change", "table.append");
        }
        ROW.when(state -> REPLACED.patch(state, "a", row, null)).thenRefused(ProblemCode.FORBIDDEN);
        ROW.when(state -> REPLACED.append(state, "a", row)).thenRefused(ProblemCode.FORBIDDEN);
        ROW.when(state -> MERGED.append(state, "a", row)).thenRefused(ProblemCode.FORBIDDEN);
    }

    @Test
    void the_hub_itself_may_end_what_nobody_may_change() {
        ROW.when(state -> APPENDED.delete(state, "a", 1L, true)).then(new RowDeleted());
    }

    @Test
    void a_merged_row_says_who_set_each_field_and_when() {
        RowState state = ROW.and(
                        "jane", new RowPatched(json("{'state':'done'}"), List.of("owner")), Given.START.plusSeconds(5))
                .state();

        TableRow shown = state.resource("tasks", "a", Change.MERGE);
        assertThat(shown.fields())
                .containsOnlyKeys("id", "state")
                .containsEntry("id", new TableRow.Origin("bot", Given.START))
                .containsEntry("state", new TableRow.Origin("jane", Given.START.plusSeconds(5)));
        assertThat(state.resource("tasks", "a", Change.REPLACE).fields()).isNull();
    }

    @Test
    void a_put_sets_only_the_fields_that_differ() {
        RowState state = ROW.and("jane", new RowPut(json("{'id':'a','state':'done','owner':'bot','note':'x'}")))
                .state();

        TableRow shown = state.resource("tasks", "a", Change.MERGE);
        assertThat(shown.createdBy()).isEqualTo("bot");
        assertThat(shown.fields())
                .extractingByKeys("state", "note")
                .extracting("by")
                .containsOnly("jane");
        assertThat(shown.fields())
                .extractingByKeys("id", "owner")
                .extracting("by")
                .containsOnly("bot");
    }

    @Test
    void a_row_that_is_put_after_its_deletion_is_new_but_its_version_goes_on() {
        RowState state = DELETED.and("jane", new RowPut(json("{'id':'a'}"))).state();

        TableRow shown = state.resource("tasks", "a", Change.MERGE);
        assertThat(shown.version()).isEqualTo(3);
        assertThat(shown.createdBy()).isEqualTo("jane");
        assertThat(Json.writeText(DELETED.state().resource("tasks", "a", Change.MERGE)))
                .contains("\"deleted\":true", "\"row\":{}");
    }
}
