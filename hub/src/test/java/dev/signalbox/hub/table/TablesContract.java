package dev.signalbox.hub.table;

import static dev.signalbox.hub.TestNode.JANE;
import static dev.signalbox.hub.TestNode.ROOT;
import static dev.signalbox.hub.TestNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.WrappedLog;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.matrix.RowSchema;
import dev.signalbox.hub.matrix.TableContents.Breaking;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.schedule.Retention;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.JsonValues;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declared tables with a real store: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class TablesContract {
    private static final Principal BOT = new Principal("bot00001", "bot", OwnershipMatrix.BOT);
    private static final Principal VIEWER = new Principal("view0001", "wall", OwnershipMatrix.VIEWER);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestNode node;
    private RowsAsOf past;

    abstract TestNode open(Path folder, TestClock clock);

    @BeforeEach
    void open() {
        node = open(folder, clock);
        past = new RowsAsOf(node.log(), node.tail());
        declare(TestTables.tasks(), TestTables.runs(), TestTables.clicks(), TestTables.secrets());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_row_is_what_its_events_say_whatever_its_key_is() {
        for (String key : List.of("PRIORITY 3", "a/b/c", "ключ", "日本", "😀", "%2F", "tasks/tasks/x", "it's \"x\"")) {
            put("tasks/" + key, "{'state':'running','points':1.50,'more':{'deep':[1,2,{'x':null}]}}");
            patch("tasks/" + key, "{'state':'done'}");

            TableRow row = row("tasks", key).orElseThrow();
            assertThat(row.key()).isEqualTo(key);
            assertThat(row.version()).isEqualTo(2);
            assertThat(row.row().path("id").textValue()).isEqualTo(key);
            assertThat(row.row().path("points")).hasToString("1.50");
            assertThat(row)
                    .isEqualTo(
                            Await.result(past.row(tasks(), key, row.position())).orElseThrow());
        }
        assertThat(keys(list("order=key")))
                .isSortedAccordingTo(JsonValues::compareTexts)
                .hasSize(8);
    }

    @Test
    void of_two_that_put_the_same_row_at_once_one_wins_and_the_other_sees_it() {
        put("tasks/a", "{'state':'running'}");
        CommandHandler otherNode = node.commandsOf(clock);
        Command first = command("table.put", "tasks/a", "{'row':{'state':'done'}}", 1L);
        Command second = command("table.put", "tasks/a", "{'row':{'state':'failed'}}", 1L);

        Future<Outcome> one = node.commands().handle(first, new Caller(BOT, "http", null));
        Future<Outcome> two = otherNode.handle(second, new Caller(JANE, "bus", null));

        Await.result(Future.join(one, two).otherwiseEmpty());
        assertThat(one.succeeded()).isNotEqualTo(two.succeeded());
        Problem lost = problem(one.succeeded() ? two : one);
        TableRow won = row("tasks", "a").orElseThrow();
        assertThat(lost.code()).isEqualTo("version_conflict");
        assertThat(lost.current().path("version").longValue()).isEqualTo(2);
        assertThat(lost.current().at("/resource/row")).isEqualTo(won.row());
        assertThat(lost.current().at("/resource/updatedBy").textValue()).isEqualTo(won.updatedBy());
        assertThat(lost.wanted().path("by").textValue()).isEqualTo(one.succeeded() ? "jane" : "bot");
        assertThat(lost.wanted().at("/body/row/state").textValue()).isEqualTo(one.succeeded() ? "failed" : "done");
    }

    @Test
    void patches_of_different_fields_at_once_all_count_also_with_the_version_that_they_began_with() {
        put("tasks/a", "{'state':'running'}");
        CommandHandler otherNode = node.commandsOf(clock);
        List<Future<Outcome>> racing = new ArrayList<>();

        for (int i = 0; i < 40; i++) {
            String field = List.of("state", "owner", "points", "note").get(i % 4);
            String value = List.of("'done'", "'jane'", String.valueOf(i), "'n" + i + "'")
                    .get(i % 4);
            Long expected = i < 4 ? 1L : null;
            Command patch = command("table.patch", "tasks/a", "{'fields':{'" + field + "':" + value + "}}", expected);
            CommandHandler commands = i % 2 == 0 ? node.commands() : otherNode;
            racing.add(commands.handle(patch, new Caller(BOT, "http", null)));
        }

        racing.subList(0, 4).forEach(Await::result);
        racing.forEach(Await::result);
        assertThat(row("tasks", "a").orElseThrow().row().path("state").textValue())
                .isEqualTo("done");
        assertThat(row("tasks", "a").orElseThrow().row().size()).isEqualTo(5);
    }

    @Test
    void a_patch_of_one_field_with_the_version_before_another_patch_of_it_is_refused() {
        put("tasks/a", "{'state':'running'}");
        send(JANE, "table.patch", "tasks/a", "{'fields':{'state':'done'}}", 1L);

        Problem problem = problem(handle(BOT, "table.patch", "tasks/a", "{'fields':{'state':'failed'}}", 1L));

        assertThat(problem.code()).isEqualTo("version_conflict");
        assertThat(problem.current().at("/resource/fields/state/by").textValue())
                .isEqualTo("jane");
    }

    @Test
    void a_put_that_takes_a_row_for_new_changes_the_one_that_another_node_made() {
        CommandHandler otherNode = node.commandsOf(clock);
        Caller jane = new Caller(JANE, "bus", null);
        for (String key : List.of("a", "b", "c")) {
            Command made = command("table.put", "tasks/" + key, "{'row':{'state':'running','note':'x'}}", null);
            Await.result(otherNode.handle(made, jane));
        }
        Await.result(otherNode.handle(command("table.delete", "tasks/c", "{}", null), jane));
        takeNextForNew("0");
        int before = node.types().size();

        Problem stale = problem(handle(BOT, "table.put", "tasks/a", "{'row':{'state':'done'}}", 0L));
        takeNextForNew("1");
        put("tasks/a", "{'state':'done'}");
        takeNextForNew("2");
        put("tasks/b", "{'note':'x','state':'running'}");
        takeNextForNew("3");
        Outcome again = send(BOT, "table.put", "tasks/c", "{'row':{'state':'done'}}", 0L);

        assertThat(stale.code()).isEqualTo("version_conflict");
        assertThat(stale.current().at("/resource/row/state").textValue()).isEqualTo("running");
        TableRow changed = row("tasks", "a").orElseThrow();
        assertThat(changed.version()).isEqualTo(2);
        assertThat(changed.createdBy()).isEqualTo("jane");
        assertThat(changed.row().has("note")).isFalse();
        assertThat(changed.fields().get("state").by()).isEqualTo("bot");
        assertThat(row("tasks", "b").orElseThrow().version()).isEqualTo(1);
        assertThat(again.receipt().version()).isEqualTo(3);
        assertThat(((TableRow) again.resource()).createdBy()).isEqualTo("bot");
        assertThat(node.types()).hasSize(before + 3 * 2 + 2);
    }

    @Test
    void a_put_of_a_new_row_reads_nothing_and_one_of_a_row_that_is_there_is_decided_once() {
        CountedReads log = new CountedReads(node.log());
        CommandHandler commands = new CommandHandler(log, node.matrix(), clock);
        TableCommands.register(commands, node.matrix(), node.database(), log);
        Caller bot = new Caller(BOT, "http", null);

        for (int i = 0; i < 5; i++) {
            Await.result(commands.handle(command("table.put", "tasks/n" + i, "{'row':{}}", null), bot));
        }
        int forNew = log.reads.get();
        for (int i = 0; i < 5; i++) {
            Command change = command("table.put", "tasks/n" + i, "{'row':{'state':'done'}}", null);
            Await.result(commands.handle(change, bot));
        }

        assertThat(forNew).isZero();
        assertThat(log.reads).hasValue(5);
        assertThat(log.appends).hasValue(5 + 1 + 5);
    }

    @Test
    void a_rehearsal_is_judged_like_the_real_thing_and_writes_nothing() {
        put("tasks/there", "{'state':'running'}");
        Command done = command("table.put", "tasks/done", "{'row':{'state':'done'}}", null);
        Await.result(node.commands().handle(done, new Caller(BOT, "http", null)));
        long head = Await.result(node.log().head()).position();
        Caller rehearsing = new Caller(BOT, "http", null).rehearsing();
        List<Command> wishes = List.of(
                command("table.put", "tasks/new", "{'row':{'state':'done'}}", null),
                command("table.put", "tasks/there", "{'row':{'state':'running'}}", null),
                command("table.put", "tasks/there", "{'row':{'state':'done'}}", null),
                command("table.put", "tasks/there", "{'row':{'state':'done'}}", 0L),
                command("table.put", "tasks/there", "{'row':{'state':'done'}}", 7L),
                command("table.delete", "tasks/nothing", "{}", null),
                command("table.delete", "tasks/there", "{}", null),
                done);

        List<String> forecasts =
                wishes.stream().map(wish -> said(wish, rehearsing)).toList();
        List<String> again = wishes.stream().map(wish -> said(wish, rehearsing)).toList();

        assertThat(forecasts)
                .containsExactly(
                        "1 changed",
                        "1 unchanged",
                        "2 changed",
                        "version_conflict",
                        "version_conflict",
                        "not_found",
                        "2 changed",
                        "1 duplicate");
        assertThat(again).isEqualTo(forecasts);
        assertThat(Await.result(node.log().head()).position()).isEqualTo(head);
        for (int i = 0; i < 6; i++) {
            if (i == 2) continue;
            assertThat(said(wishes.get(i), new Caller(BOT, "http", null))).isEqualTo(forecasts.get(i));
        }
    }

    private String said(Command command, Caller by) {
        return Await.result(node.commands()
                .handle(command, by)
                .map(outcome -> outcome.receipt().version()
                        + (outcome.receipt().duplicate()
                                ? " duplicate"
                                : outcome.receipt().unchanged() ? " unchanged" : " changed"))
                .recover(failure ->
                        Future.succeededFuture(((Refused) failure).problem().code())));
    }

    @Test
    void a_repeated_command_gets_its_first_answer_whatever_happened_since() {
        Command put = command("table.put", "tasks/a", "{'row':{'state':'running'}}", 0L);
        Outcome first = Await.result(node.commands().handle(put, new Caller(BOT, "http", null)));
        put("tasks/a", "{'state':'done'}");

        Outcome again = Await.result(node.commands().handle(put, new Caller(BOT, "http", null)));
        Outcome overThere = Await.result(node.commandsOf(clock).handle(put, new Caller(BOT, "bus", null)));

        assertThat(again.receipt().duplicate()).isTrue();
        assertThat(again.resource()).isEqualTo(first.resource()).isEqualTo(overThere.resource());
        assertThat(again.receipt().position()).isEqualTo(first.receipt().position());
        assertThat(row("tasks", "a").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void a_repeated_command_that_would_change_nothing_now_still_gets_its_first_answer() {
        Command put = command("table.put", "runs/a", "{'row':{'state':'running'}}", null);
        Outcome first = Await.result(node.commands().handle(put, new Caller(BOT, "http", null)));
        put("runs/a", "{'state':'done'}");
        put("runs/a", "{'state':'running'}");

        Outcome again = Await.result(node.commands().handle(put, new Caller(BOT, "http", null)));

        assertThat(again.receipt().duplicate()).isTrue();
        assertThat(again.receipt().version()).isEqualTo(1);
        assertThat(again.resource()).isEqualTo(first.resource());
    }

    @Test
    void an_id_that_was_used_for_another_wish_is_refused() {
        Command put = command("table.put", "tasks/a", "{'row':{'state':'running'}}", null);
        Await.result(node.commands().handle(put, new Caller(BOT, "http", null)));

        Command other = new Command(put.id(), "table.put", "tasks/b", null, null, put.body());
        Command otherTable = new Command(put.id(), "table.put", "runs/a", null, null, put.body());
        Command changed =
                new Command(put.id(), "table.put", "tasks/a", null, null, TestTables.json("{'row':{'note':'x'}}"));

        for (Command reused : List.of(other, otherTable, changed)) {
            assertThat(problem(node.commands().handle(reused, new Caller(BOT, "http", null)))
                            .code())
                    .isEqualTo("idempotency_conflict");
        }
    }

    @Test
    void what_changes_nothing_writes_nothing() {
        put("tasks/a", "{'state':'running','points':2}");
        send(BOT, "table.append", "clicks/c", "{'row':{'note':'x'}}", null);
        int before = node.types().size();

        put("tasks/a", "{'points':2.0,'state':'running'}");
        patch("tasks/a", "{'state':'running','owner':null}");
        send(BOT, "table.append", "clicks/c", "{'row':{'note':'x'}}", null);

        assertThat(node.types()).hasSize(before);
    }

    @Test
    void all_tables_are_counted_in_one_look() {
        for (String key : List.of("a", "b", "c")) put("tasks/" + key, "{'state':'running'}");
        put("runs/a", "{'state':'running'}");
        put("runs/b", "{'state':'running'}");
        send(BOT, "table.delete", "runs/a", "{}", null);
        send(BOT, "table.put", "tasks/a", "{'row':{'state':'done'}}", null);
        node.caughtUp(RowTable.ROWS.name());

        assertThat(Await.result(RowTable.ROWS.counts(node.database()))).isEqualTo(Map.of("tasks", 3L, "runs", 1L));
        assertThat(Await.result(tasks().rows().count())).isEqualTo(3);
    }

    @Test
    void appended_rows_never_change() {
        Outcome appended = send(BOT, "table.append", "clicks", "{'row':{'note':'x'}}", null);
        String key = appended.receipt().stream().substring("clicks/".length());

        assertThat(key).isEqualTo(appended.receipt().commandId());
        for (String command : List.of("table.put", "table.patch", "table.delete")) {
            String body = command.equals("table.put")
                    ? "{'row':{'note':'y'}}"
                    : command.equals("table.patch") ? "{'fields':{'note':'y'}}" : "{}";
            Problem refused = problem(handle(ROOT, command, "clicks/" + key, body, null));
            assertThat(refused.code()).isEqualTo("forbidden");
            assertThat(refused.detail()).contains("append-only");
        }
        Problem taken = problem(handle(ROOT, "table.append", "clicks/" + key, "{'row':{'note':'y'}}", null));
        assertThat(taken.code()).isEqualTo("version_conflict");
        assertThat(taken.current().at("/resource/row/note").textValue()).isEqualTo("x");
    }

    @Test
    void who_may_not_write_is_refused_and_isolated_tables_take_nothing() {
        assertThat(problem(handle(VIEWER, "table.put", "tasks/a", "{'row':{}}", null))
                        .code())
                .isEqualTo("forbidden");
        assertThat(problem(handle(JANE, "table.append", "clicks", "{'row':{}}", null))
                        .code())
                .isEqualTo("forbidden");
        assertThat(problem(handle(ROOT, "table.put", "secrets/a", "{'row':{}}", null))
                        .code())
                .isEqualTo("table_isolated");
        assertThat(problem(handle(ROOT, "table.put", "nothing/a", "{'row':{}}", null))
                        .code())
                .isEqualTo("not_found");
        assertThat(problem(handle(ROOT, "table.put", "notifications/a", "{'row':{}}", null))
                        .code())
                .isEqualTo("invalid");
        assertThat(node.types()).isEmpty();
    }

    @Test
    void a_row_has_as_many_bytes_as_an_event_may_have_and_no_more() {
        int room = Limits.EVENT_DATA_BYTES_MAX - "{\"row\":{\"id\":\"a\",\"note\":\"\"}}".length();
        put("tasks/a", "{'note':'" + "x".repeat(room) + "'}");

        Problem problem =
                problem(handle(BOT, "table.put", "tasks/a", "{'row':{'note':'" + "x".repeat(room + 1) + "'}}", null));

        assertThat(problem.code()).isEqualTo("too_large");
        assertThat(row("tasks", "a").orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void a_target_without_a_key_or_with_a_bad_one_is_refused() {
        for (String target :
                List.of("tasks", "tasks/", "tasks/.", "tasks/ ", "tasks/a\nb", "tasks/" + "x".repeat(201))) {
            assertThat(problem(handle(BOT, "table.put", target, "{'row':{}}", null))
                            .errors())
                    .singleElement()
                    .extracting(Problem.FieldError::pointer)
                    .isEqualTo("/target");
        }
    }

    @Test
    void a_list_is_filtered_ordered_and_paged() {
        for (int i = 0; i < 25; i++) {
            String owner = i % 3 == 0 ? "" : ",'owner':'o" + i % 3 + "'";
            put(
                    "tasks/k" + (char) ('a' + i),
                    "{'state':'" + (i % 2 == 0 ? "running" : "done") + "','points':" + (i * 7 % 11) + ",'urgent':"
                            + (i < 5) + owner + "}");
        }
        patch("tasks/ka", "{'note':'again'}");

        assertThat(keys(list("state=running"))).hasSize(13).isSorted();
        assertThat(keys(list("state=running&urgent=true"))).containsExactly("ka", "kc", "ke");
        assertThat(keys(list("points=7.0"))).containsExactly("kb", "km", "kx");
        assertThat(keys(list("owner=null"))).hasSize(9);
        assertThat(keys(list("minVersion=2"))).containsExactly("ka");
        assertThat(keys(list("order=-position&limit=1"))).containsExactly("ka");
        assertThat(keys(list("id=kc"))).containsExactly("kc");
        for (String order : List.of("key", "-key", "points", "-points", "owner", "-owner", "position", "state")) {
            List<String> whole = keys(list("order=" + order + "&limit=500"));
            assertThat(whole).hasSize(25);
            assertThat(paged("order=" + order + "&limit=4")).isEqualTo(whole);
            assertThat(paged("order=" + order + "&limit=3&state=done"))
                    .isEqualTo(keys(list("order=" + order + "&limit=500&state=done")));
        }
        assertThat(list("order=points&limit=500").items())
                .extracting(row -> row.row().path("points").intValue())
                .isSorted();
    }

    @Test
    void a_table_is_shown_as_it_was_at_any_position_and_time() {
        put("tasks/a", "{'state':'running'}");
        put("tasks/b", "{'state':'running'}");
        long two = node.tail().head().position();
        Instant then = clock.instant();
        clock.advance(Duration.ofMinutes(5));
        patch("tasks/a", "{'state':'done'}");
        send(BOT, "table.delete", "tasks/b", "{}", null);
        put("tasks/c", "{'state':'done'}");
        node.caughtUp(RowTable.ROWS.name());

        assertThat(keys(list("asOf=" + two))).containsExactly("a", "b");
        assertThat(list("asOf=" + two).items())
                .extracting(row -> row.row().path("state").textValue())
                .containsOnly("running");
        assertThat(keys(list("asOf=" + then.plusSeconds(1)))).containsExactly("a", "b");
        assertThat(keys(list("asOf=" + then.minusSeconds(1)))).isEmpty();
        assertThat(keys(list("asOf=0"))).isEmpty();
        assertThat(keys(list("order=key"))).containsExactly("a", "c");
        assertThat(Await.result(past.row(tasks(), "b", two))).isPresent();
        assertThat(Await.result(past.row(tasks(), "b", two + 2))).isEmpty();
    }

    @Test
    void a_walk_at_a_position_is_exact_while_rows_come_go_and_come_back_between_its_steps() {
        for (int i = 10; i < 60; i++) put("tasks/k" + i, "{'points':" + i + "}");
        send(BOT, "table.delete", "tasks/k20", "{}", null);
        node.caughtUp(RowTable.ROWS.name());
        long position = node.tail().head().position();
        List<TableRow> then = list("limit=500").items();
        RowScan scan = RowScan.at(position, tasks(), past);
        List<TableRow> walked = new ArrayList<>();
        String behind = "";
        int step = 0;

        do {
            RowScan.Piece piece = Await.result(scan.piece(behind, 7));
            piece.rows().forEach(row -> walked.add(row.tree().get()));
            behind = piece.behind();
            for (int i = 10 + step; i < 60; i += 4) {
                switch (step % 4) {
                    case 0 -> send(BOT, "table.delete", "tasks/k" + i, "{}", null);
                    case 1 -> put("tasks/k" + i, "{'note':'changed'}");
                    case 2 -> put("tasks/k" + i + "new", "{'note':'new'}");
                    default -> put("tasks/k" + i, "{'note':'back'}");
                }
            }
            step++;
            node.caughtUp(RowTable.ROWS.name());
        } while (behind != null);

        assertThat(step).isGreaterThan(5);
        assertThat(walked).isEqualTo(then).hasSize(49);
    }

    @Test
    void rows_older_than_their_table_keeps_them_go_once_and_those_that_changed_stay() {
        for (int i = 0; i < 5; i++) send(BOT, "table.append", "clicks/c" + i, "{'row':{'note':'x'}}", null);
        clock.advance(Duration.ofHours(23));
        send(BOT, "table.append", "clicks/young", "{'row':{'note':'x'}}", null);
        put("tasks/old", "{'state':'done'}");
        clock.advance(Duration.ofHours(2));

        int deleted = Await.result(retention(node.commands()).endWhatIsOver());
        Await.result(Future.join(
                retention(node.commands()).endWhatIsOver(),
                retention(node.commandsOf(clock)).endWhatIsOver()));

        assertThat(deleted).isEqualTo(5);
        assertThat(node.types()).filteredOn("clicks.deleted"::equals).hasSize(5);
        assertThat(row("clicks", "young")).isPresent();
        assertThat(row("tasks", "old")).isPresent();
        assertThat(row("clicks", "c0")).isEmpty();
        assertThat(Await.result(past.row(source("clicks"), "c0", 5))
                        .orElseThrow()
                        .row()
                        .path("note")
                        .textValue())
                .isEqualTo("x");
    }

    @Test
    void of_two_nodes_that_end_a_row_together_one_writes() {
        for (int i = 0; i < 50; i++) send(BOT, "table.append", "clicks/c" + i, "{'row':{'note':'x'}}", null);
        clock.advance(Duration.ofDays(2));
        node.caughtUp(RowTable.ROWS.name());

        Await.result(Future.join(
                retention(node.commands()).endWhatIsOver(),
                retention(node.commandsOf(clock)).endWhatIsOver()));

        assertThat(node.types()).filteredOn("clicks.deleted"::equals).hasSize(50);
        node.caughtUp(RowTable.ROWS.name());
        assertThat(Await.result(RowTable.ROWS.rows("clicks", node.database()).count()))
                .isZero();
    }

    @Test
    void a_table_that_is_withdrawn_and_declared_again_has_its_rows_also_after_a_rebuild() {
        put("tasks/a", "{'state':'running'}");
        declare(TestTables.runs());
        assertThat(problem(handle(BOT, "table.put", "tasks/a", "{'row':{}}", null))
                        .code())
                .isEqualTo("not_found");
        put("runs/x", "{'state':'done'}");
        Await.result(
                node.projections().named(RowTable.ROWS.name()).orElseThrow().rebuild());

        declare(TestTables.tasks(), TestTables.runs());

        assertThat(row("tasks", "a").orElseThrow().row().path("state").textValue())
                .isEqualTo("running");
        assertThat(row("runs", "x")).isPresent();
    }

    @Test
    void what_a_table_holds_is_told_before_another_schema_comes_into_force() {
        for (int i = 0; i < 600; i++) {
            String target = "tasks/k" + i;
            Await.result(handle(BOT, "table.put", target, "{'row':{'points':" + i + "}}", null));
        }
        send(BOT, "table.delete", "tasks/k599", "{}", null);
        StoredContents contents = new StoredContents(node.database(), node.projections(), clock);
        RowSchema narrower = RowSchema.compile(TestTables.json("{'properties':{'points':{'maximum':596}}}"));
        RowSchema wider = RowSchema.compile(TestTables.json("{}"));

        assertThat(Await.result(contents.rows("tasks"))).isEqualTo(599);
        assertThat(Await.result(contents.rows("runs"))).isZero();
        assertThat(Await.result(contents.gone("tasks"))).isEqualTo(1);
        assertThat(Await.result(contents.breaking("tasks", wider, 3))).isEqualTo(Breaking.NONE);
        Breaking breaking = Await.result(contents.breaking("tasks", narrower, 1));
        assertThat(breaking.rows()).isEqualTo(2);
        assertThat(breaking.named()).singleElement().asString().matches("k59[78]: /points .+");
        assertThat(Await.result(contents.over("tasks", Duration.ofDays(1)))).isZero();
        clock.advance(Duration.ofDays(2));
        assertThat(Await.result(contents.over("tasks", Duration.ofDays(1)))).isEqualTo(599);
    }

    /** After puts of rows that nobody has, this node takes the next one for another of these. */
    private void takeNextForNew(String fresh) {
        for (int i = 0; i < 2; i++) put("tasks/fresh" + fresh + i, "{}");
    }

    private Retention retention(CommandHandler commands) {
        ClockWatch watch = node.watch(clock);
        Await.result(watch.allow());
        return new Retention(
                new EndingRows(node.matrix(), node.database()),
                node.projections(),
                commands,
                clock,
                watch,
                node.vertx());
    }

    private void declare(TableDeclaration... tables) {
        node.matrix().replace(OwnershipMatrix.shippedWith(List.of(), List.of(tables)));
    }

    private TableSource<?> tasks() {
        return source("tasks");
    }

    private TableSource<?> source(String table) {
        return TableSource.declared(node.matrix().matrix().table(table).orElseThrow(), node.database());
    }

    private void put(String target, String row) {
        send(BOT, "table.put", target, "{'row':" + row + "}", null);
    }

    private void patch(String target, String fields) {
        send(BOT, "table.patch", target, "{'fields':" + fields + "}", null);
    }

    private Outcome send(Principal by, String command, String target, String body, @Nullable Long expected) {
        return Await.result(handle(by, command, target, body, expected));
    }

    private Future<Outcome> handle(Principal by, String command, String target, String body, @Nullable Long expected) {
        return node.commands().handle(command(command, target, body, expected), new Caller(by, "http", null));
    }

    private static Command command(String command, String target, String body, @Nullable Long expected) {
        return new Command(Ids.next(), command, target, expected, null, TestTables.json(body));
    }

    private Optional<TableRow> row(String table, String key) {
        node.caughtUp(RowTable.ROWS.name());
        return Await.result(source(table).row(key));
    }

    private Page<TableRow> list(String parameters) {
        node.caughtUp(RowTable.ROWS.name());
        RowQuery query = TestQuery.of(parameters, tasks());
        RowScan scan = query.asOf() == null
                ? RowScan.now(tasks(), past)
                : RowScan.at(Await.result(past.position(query.asOf())), tasks(), past);
        Page<ScannedRow.Shown> page = Await.result(new RowList(scan, query).page());
        return new Page<>(
                page.items().stream()
                        .map(row -> Json.readLenient(row.json().getBytes(StandardCharsets.UTF_8), TableRow.class))
                        .toList(),
                page.nextCursor());
    }

    private List<String> paged(String parameters) {
        List<String> keys = new ArrayList<>();
        String cursor = null;
        do {
            Page<TableRow> page = list(parameters + (cursor == null ? "" : "&cursor=" + cursor));
            keys.addAll(keys(page));
            cursor = page.nextCursor();
        } while (cursor != null);
        return keys;
    }

    private static List<String> keys(Page<TableRow> page) {
        return page.items().stream().map(TableRow::key).toList();
    }

    /** Counts what is asked of the log. */
    private static final class CountedReads extends WrappedLog {
        private final AtomicInteger reads = new AtomicInteger();
        private final AtomicInteger appends = new AtomicInteger();

        CountedReads(EventLog real) {
            super(real);
        }

        @Override
        public Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit) {
            reads.incrementAndGet();
            return super.readStream(stream, afterVersion, limit);
        }

        @Override
        public Future<Appended> append(Append append) {
            appends.incrementAndGet();
            return super.append(append);
        }
    }
}
