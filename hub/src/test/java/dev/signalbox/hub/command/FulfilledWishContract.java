package dev.signalbox.hub.command;

import static dev.signalbox.hub.Await.result;
import static dev.signalbox.hub.TestNode.DAEMON;
import static dev.signalbox.hub.TestNode.JANE;
import static dev.signalbox.hub.TestNode.ROOT;
import static dev.signalbox.hub.TestNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.table.TestTables;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.Receipt;
import dev.signalbox.wire.command.Verdict;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command whose wish was fulfilled already changed nothing; its id counts all the same, once and for ever. */
abstract class FulfilledWishContract {
    private static final Principal BOT = new Principal("bot00001", "bot", OwnershipMatrix.BOT);

    final TestClock clock = new TestClock();

    @TempDir
    Path folder;

    private TestNode node;

    abstract TestNode open(Path folder, TestClock clock);

    @BeforeEach
    void open() {
        node = open(folder, clock);
        node.matrix()
                .replace(OwnershipMatrix.shippedWith(
                        List.of(), List.of(TestTables.tasks(), TestTables.runs(), TestTables.clicks())));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_row_that_was_made_since_is_not_deleted() {
        send(BOT, "table.put", "tasks/a", "{'row':{'state':'running'}}");
        send(BOT, "table.delete", "tasks/a", "{}");

        holds(
                BOT,
                "table.delete",
                "tasks/a",
                null,
                "{}",
                () -> send(BOT, "table.put", "tasks/a", "{'row':{'state':'done'}}"));
    }

    @Test
    void a_row_that_changed_since_is_not_put_or_patched_back() {
        send(BOT, "table.put", "tasks/a", "{'row':{'state':'running'}}");
        send(BOT, "table.put", "runs/a", "{'row':{'state':'running'}}");

        holds(
                BOT,
                "table.put",
                "runs/a",
                null,
                "{'row':{'state':'running'}}",
                () -> send(BOT, "table.put", "runs/a", "{'row':{'state':'done'}}"));
        holds(
                BOT,
                "table.put",
                "tasks/a",
                1L,
                "{'row':{'state':'running'}}",
                () -> send(BOT, "table.patch", "tasks/a", "{'fields':{'state':'done'}}"));
        holds(
                BOT,
                "table.patch",
                "tasks/a",
                null,
                "{'fields':{'state':'done'}}",
                () -> send(BOT, "table.delete", "tasks/a", "{}"));
    }

    @Test
    void a_row_that_was_appended_before_is_answered_the_same() {
        send(BOT, "table.append", "clicks/c", "{'row':{'note':'x'}}");

        holds(BOT, "table.append", "clicks/c", null, "{'row':{'note':'x'}}", () -> {});
    }

    @Test
    void a_notification_that_went_on_since_is_shown_as_it_was() {
        String id = idOf(send(DAEMON, "notification.post", "", "{'title':'disk full'}"));
        send(JANE, "notification.acknowledge", id, "{}");

        holds(JANE, "notification.acknowledge", id, null, "{}", () -> send(JANE, "notification.resolve", id, "{}"));
        holds(JANE, "notification.resolve", id, 3L, "{}", () -> {});
    }

    @Test
    void a_question_that_was_answered_or_cancelled_before_is_answered_the_same() {
        String id = idOf(send(DAEMON, "question.ask", "", "{'prompt':'Which?'}"));
        String other = idOf(send(DAEMON, "question.ask", "", "{'prompt':'Which?'}"));
        send(JANE, "question.answer", id, "{'value':'x'}");
        send(DAEMON, "question.cancel", other, "{}");

        holds(JANE, "question.answer", id, null, "{'value':'x'}", () -> {});
        holds(DAEMON, "question.cancel", other, null, "{'reason':'again'}", () -> {});
    }

    @Test
    void a_key_that_was_revoked_before_is_answered_the_same() {
        Outcome made = send(ROOT, "key.create", "", "{'name':'ci','role':'daemon'}");
        String id = ((Key) made.resource()).id();
        send(ROOT, "key.revoke", id, "{}");

        holds(ROOT, "key.revoke", id, null, "{}", () -> {});
    }

    @Test
    void an_item_of_the_roadmap_that_changed_since_is_not_changed_back() {
        String id = idOf(send(JANE, "roadmap.add", "", "{'key':'A','title':'one'}"));

        holds(
                DAEMON,
                "roadmap.set-status",
                "A",
                null,
                "{'status':'planned'}",
                () -> send(JANE, "roadmap.set-status", id, "{'status':'done'}"));
        holds(
                JANE,
                "roadmap.update",
                "A",
                2L,
                "{'title':'one'}",
                () -> result(send(
                        node.commands(), JANE, Ids.next(), "roadmap.update", id, 2L, "{'title':'two','key':'B'}")));
        holds(
                JANE,
                "roadmap.move",
                "B",
                null,
                "{'to':'top'}",
                () -> send(JANE, "roadmap.add", "", "{'key':'A','title':'another','to':'top'}"));
    }

    @Test
    void its_repeat_is_a_duplicate_in_a_batch() {
        send(BOT, "table.put", "tasks/a", "{'row':{'state':'running'}}");
        send(BOT, "table.delete", "tasks/a", "{}");
        CommandBatch batch = new CommandBatch(List.of(command("x", "table.delete", "tasks/a", null, "{}")));
        CommandBatches batches = new CommandBatches(node.commands());

        CommandResult first = result(batches.handle(batch, caller(BOT))).get(0);
        send(BOT, "table.put", "tasks/a", "{'row':{'state':'done'}}");
        CommandResult again = result(batches.handle(batch, caller(BOT))).get(0);

        assertThat(first.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(again.verdict()).isEqualTo(Verdict.DUPLICATE);
        assertThat(again.version()).isEqualTo(first.version()).isEqualTo(2);
        assertThat(again.position()).isEqualTo(first.position()).isEqualTo(2);
    }

    @Test
    void its_id_is_no_other_commands_whether_that_would_change_something_or_not() {
        send(BOT, "table.put", "tasks/a", "{'row':{'state':'running'}}");
        result(send(node.commands(), BOT, "x", "table.put", "tasks/a", null, "{'row':{'state':'running'}}"));

        for (String row : List.of("{'row':{'state':'done'}}", "{'row':{'state':'gone'}}")) {
            assertThat(problem(send(node.commands(), BOT, "x", "table.put", "tasks/a", null, row))
                            .code())
                    .isEqualTo("idempotency_conflict");
        }
        assertThat(problem(send(
                                node.commands(),
                                JANE,
                                "x",
                                "table.put",
                                "tasks/a",
                                null,
                                "{'row':{'state':'running'}}"))
                        .code())
                .isEqualTo("idempotency_conflict");
        assertThat(events()).hasSize(1);
    }

    @Test
    void tries_that_race_with_each_other_and_with_a_change_have_one_answer() {
        for (int round = 0; round < 20; round++) {
            String target = "tasks/" + round;
            send(BOT, "table.put", target, "{'row':{'state':'running'}}");
            send(BOT, "table.delete", target, "{}");
            CommandHandler there = node.commandsOf(clock);
            String id = "race-" + round;

            List<Future<Outcome>> tries = IntStream.range(0, 10)
                    .mapToObj(i -> {
                        if (i == 5)
                            node.commands()
                                    .handle(command(Ids.next(), "table.put", target, null, "{'row':{}}"), caller(BOT));
                        return send(i % 2 == 0 ? node.commands() : there, BOT, id, "table.delete", target, null, "{}");
                    })
                    .toList();
            List<Outcome> answers = tries.stream().map(each -> result(each)).toList();

            assertThat(answers)
                    .filteredOn(answer -> !answer.receipt().duplicate())
                    .hasSize(1);
            assertThat(answers).extracting(answer -> repeated(answer)).containsOnly(repeated(answers.get(0)));
        }
    }

    @Test
    void the_hubs_own_timers_ask_again_until_there_is_something_to_do() {
        String id = idOf(send(DAEMON, "notification.post", "", "{'title':'disk full','expiresIn':'PT1H'}"));
        Command expire = command(Ids.derived("notification/" + id, "expire"), "notification.expire", id, null, "{}");

        Outcome early = result(node.commands().handle(expire, Caller.TIMER));
        clock.advance(Duration.ofHours(2));
        Outcome due = result(node.commands().handle(expire, Caller.TIMER));

        assertThat(early.receipt().version()).isEqualTo(1);
        assertThat(due.receipt().version()).isEqualTo(2);
        assertThat(result(node.log().receipt(expire.id()))).isEmpty();
    }

    @Test
    void nothing_is_kept_of_a_command_that_nobody_can_repeat() {
        send(BOT, "table.put", "tasks/a", "{'row':{'state':'running'}}");
        Command put = command("x", "table.put", "tasks/a", null, "{'row':{'state':'running'}}");

        Outcome unchanged = result(node.commands().handle(put, caller(BOT).onlyOnce()));

        assertThat(unchanged.receipt()).isEqualTo(new Receipt("x", "tasks/a", 1, 1, false, true));
        assertThat(result(node.log().receipt("x"))).isEmpty();
    }

    /**
     * Sends what changes nothing, lets something happen, and asks again: here, as on another node, and after a restart.
     */
    private void holds(
            Principal by, String command, String target, @Nullable Long expected, String json, Runnable since) {
        int before = events().size();
        String id = Ids.next();
        Outcome first = result(send(node.commands(), by, id, command, target, expected, json));
        assertThat(first.receipt().duplicate()).isFalse();
        assertThat(events()).as("events after " + command).hasSize(before);
        since.run();
        List<String> then = events();

        Outcome again = result(send(node.commands(), by, id, command, target, expected, json));
        Outcome there = result(send(node.commandsOf(clock), by, id, command, target, expected, json));
        OwnershipMatrix matrix = node.matrix().matrix();
        node.close();
        node = open(folder, clock);
        node.matrix().replace(matrix);
        Outcome later = result(send(node.commands(), by, id, command, target, expected, json));

        assertThat(List.of(again, there, later)).as(command).containsOnly(repeated(first));
        assertThat(events()).as("events after the repeats of " + command).isEqualTo(then);
    }

    private static Outcome repeated(Outcome first) {
        Receipt receipt = first.receipt();
        return new Outcome(
                new Receipt(
                        receipt.commandId(),
                        receipt.stream(),
                        receipt.version(),
                        receipt.position(),
                        true,
                        receipt.unchanged()),
                first.resource());
    }

    private Outcome send(Principal by, String command, String target, String json) {
        return result(send(node.commands(), by, Ids.next(), command, target, null, json));
    }

    private static Future<Outcome> send(
            CommandHandler commands,
            Principal by,
            String id,
            String command,
            String target,
            @Nullable Long expected,
            String json) {
        return commands.handle(command(id, command, target, expected, json), caller(by));
    }

    private static Caller caller(Principal by) {
        return new Caller(by, "test", null);
    }

    private static Command command(String id, String command, String target, @Nullable Long expected, String json) {
        Command bare = TestNode.commandOf(id, command, target, json);
        return new Command(bare.id(), bare.command(), bare.target(), expected, null, bare.body());
    }

    private static String idOf(Outcome outcome) {
        return Json.tree(outcome.resource()).path("id").textValue();
    }

    private List<String> events() {
        return result(node.log().read(0, 5_000, EventFilter.ALL)).events().stream()
                .map(RecordedEvent::toString)
                .toList();
    }
}
