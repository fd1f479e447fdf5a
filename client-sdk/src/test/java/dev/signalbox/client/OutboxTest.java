package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.client.model.CuttingProxy;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.model.ReferenceHub.HubSays;
import dev.signalbox.client.model.TestClock;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.outbox.ParkedCommand;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.Verdict;
import dev.signalbox.wire.resource.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private ReferenceHub hub;
    private CuttingProxy network;
    private Signalbox box;

    @BeforeEach
    void start() throws Exception {
        hub = new ReferenceHub();
        network = new CuttingProxy(hub.port());
        box = open("daemon.db");
    }

    @AfterEach
    void stop() throws Exception {
        box.close();
        network.close();
        hub.close();
    }

    private Signalbox open(String file) {
        return Signalbox.open(options -> options.url(network.url())
                .store(folder.resolve(file))
                .name(file)
                .clock(clock)
                .pace(FastPace.PACE)
                .drain(Duration.ofMillis(300)));
    }

    private void send(String lane, int from, int to) {
        for (int n = from; n <= to; n++) box.outbox().send(Commands.note(lane, n));
    }

    private ParkedCommand onlyParked() {
        Eventually.that("something is parked", () -> box.outbox().attention().size() == 1);
        return box.outbox().attention().get(0);
    }

    private static List<Integer> oneTo(int n) {
        return IntStream.rangeClosed(1, n).boxed().toList();
    }

    private static void await(OutboxReceipt receipt) throws Exception {
        receipt.accepted().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void sends_in_order_in_batches_with_one_request_in_flight() {
        network.mode(CuttingProxy.Mode.CUT);
        send("a", 1, 250);
        hub.latency(Duration.ofMillis(5));

        network.mode(CuttingProxy.Mode.PASS);

        Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(250)));
        assertThat(hub.batchSizes()).allMatch(size -> size <= Limits.OUTBOX_BATCH_COMMANDS);
        assertThat(hub.batchSizes()).contains(Limits.OUTBOX_BATCH_COMMANDS);
        assertThat(hub.maxInFlight()).isEqualTo(1);
    }

    @Test
    void a_request_stays_below_its_bytes() {
        network.mode(CuttingProxy.Mode.CUT);
        String large = "x".repeat(200_000);
        for (int n = 1; n <= 10; n++) {
            box.outbox()
                    .send(new Command(
                            "id-" + n,
                            "note.write",
                            "a",
                            null,
                            null,
                            Commands.body(n).put("text", large)));
        }

        network.mode(CuttingProxy.Mode.PASS);

        Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(10)));
        assertThat(hub.batchSizes()).allMatch(size -> size <= 4);
    }

    @Test
    void refuses_a_command_that_can_never_be_sent() {
        String tooLarge = "x".repeat(Limits.OUTBOX_BATCH_BYTES);

        assertThatThrownBy(() -> box.outbox()
                        .send(new Command("id", "note.write", "a", null, null, Json.tree(Map.of("text", tooLarge)))))
                .isInstanceOf(InvalidInput.class);

        assertThat(box.outbox().pending()).isZero();
    }

    @Test
    void the_same_command_twice_is_one_and_another_under_its_id_is_refused() {
        Command command = Commands.note("a", 1);
        box.outbox().send(command);
        box.outbox().send(command);

        assertThatThrownBy(() ->
                        box.outbox().send(new Command(command.id(), "note.write", "a", null, null, Commands.body(2))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(command.id());
        Eventually.passes(() -> assertThat(hub.numbers("note/a")).containsExactly(1));
    }

    @Test
    void of_questions_under_one_key_the_first_goes_out_also_after_a_restart_and_in_other_words() throws Exception {
        network.mode(CuttingProxy.Mode.CUT);
        Question first = box.questions().ask("Which?", ask -> ask.once("key"));
        box.close();
        box = open("daemon.db");

        Question again =
                box.questions().ask("Which one?", ask -> ask.once("key").priority(5));

        assertThat(again.id()).isEqualTo(first.id()).isEqualTo(Ids.ofKey("key"));
        assertThat(box.outbox().pending()).isEqualTo(1);
        network.mode(CuttingProxy.Mode.PASS);
        await(box.outbox().receipt(again.id()));
        assertThat(box.questions().get(again.id()).prompt()).isEqualTo("Which?");
    }

    @Test
    void an_answer_that_was_lost_is_asked_for_again_under_the_same_ids() throws Exception {
        network.mode(CuttingProxy.Mode.CUT_BEFORE_REPLY);
        OutboxReceipt receipt = box.outbox().send(Commands.note("a", 1));
        Eventually.that("answers are cut off", () -> network.repliesCut() > 0);

        network.mode(CuttingProxy.Mode.PASS);

        await(receipt);
        assertThat(hub.numbers("note/a")).containsExactly(1);
    }

    @Test
    void a_hub_that_takes_and_then_vanishes_gets_the_same_command_again() throws Exception {
        OutboxReceipt first = box.outbox().send(Commands.note("a", 1));
        await(first);
        hub.latency(Duration.ofMillis(150));
        OutboxReceipt second = box.outbox().send(Commands.note("a", 2));
        Eventually.that("the request is there", () -> hub.commandRequests() >= 2);
        network.mode(CuttingProxy.Mode.CUT_BEFORE_REPLY);
        Eventually.that("its answer is cut off", () -> network.repliesCut() > 0);

        network.mode(CuttingProxy.Mode.PASS);

        await(second);
        assertThat(hub.numbers("note/a")).containsExactly(1, 2);
    }

    @Test
    void a_black_hole_is_noticed_and_nothing_waits_for_the_next_write() throws Exception {
        network.mode(CuttingProxy.Mode.BLACK_HOLE);
        OutboxReceipt receipt = box.outbox().send(Commands.note("a", 1));
        Eventually.that("it is noticed", () -> box.status() == Status.OFFLINE);

        network.mode(CuttingProxy.Mode.CUT);
        network.mode(CuttingProxy.Mode.PASS);

        await(receipt);
    }

    @Test
    void a_network_that_is_too_slow_for_a_batch_gets_half_of_it_until_it_fits() {
        network.mode(CuttingProxy.Mode.CUT);
        String large = "x".repeat(14_000);
        for (int n = 1; n <= 40; n++) {
            box.outbox()
                    .send(new Command(
                            "id-" + n,
                            "note.write",
                            "a",
                            null,
                            null,
                            Commands.body(n).put("text", large)));
        }

        network.narrow(200_000);

        Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(40)));
        assertThat(hub.batchSizes()).allMatch(size -> size <= 14);
    }

    @Test
    void a_clock_set_back_or_forward_changes_nothing_in_the_order() {
        network.mode(CuttingProxy.Mode.CUT);
        send("a", 1, 3);
        clock.advance(Duration.ofDays(-400));
        send("a", 4, 6);
        clock.advance(Duration.ofDays(4000));
        send("a", 7, 9);

        network.mode(CuttingProxy.Mode.PASS);

        Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(9)));
    }

    @Nested
    class A_refused_command {
        @Test
        void is_parked_with_the_reason_and_only_its_target_waits() {
            network.mode(CuttingProxy.Mode.CUT);
            box.outbox().send(Commands.refused("bad", 1));
            send("bad", 2, 3);
            send("good", 1, 3);
            network.mode(CuttingProxy.Mode.PASS);

            ParkedCommand parked = onlyParked();

            Eventually.passes(() -> assertThat(hub.numbers("note/good")).isEqualTo(oneTo(3)));
            assertThat(parked.verdict()).isEqualTo(Verdict.REJECTED);
            assertThat(parked.problem().is(ProblemCode.FORBIDDEN)).isTrue();
            assertThat(parked.waiting()).isEqualTo(2);
            assertThat(parked.parkedAt()).isEqualTo(clock.instant());
            assertThat(hub.numbers("note/bad")).isEmpty();
            send("good", 4, 6);
            send("bad", 4, 4);
            Eventually.passes(() -> assertThat(hub.numbers("note/good")).isEqualTo(oneTo(6)));
            assertThat(hub.numbers("note/bad")).isEmpty();
            Eventually.passes(() -> assertThat(box.outbox().pending()).isEqualTo(3));
        }

        @Test
        void that_is_discarded_lets_the_others_go() {
            box.outbox().send(Commands.refused("a", 1));
            ParkedCommand parked = onlyParked();
            send("a", 2, 3);

            box.outbox().discard(parked.id(), "not needed any more");

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).containsExactly(2, 3));
            assertThat(box.outbox().attention()).isEmpty();
        }

        @Test
        void that_is_amended_goes_out_before_those_that_waited() throws Exception {
            box.outbox().send(Commands.refused("a", 1));
            ParkedCommand parked = onlyParked();
            send("a", 2, 3);

            OutboxReceipt amended = box.outbox().amend(parked.id(), Commands.body(1));

            await(amended);
            assertThat(amended.id()).isNotEqualTo(parked.id());
            Eventually.passes(() -> assertThat(hub.numbers("note/a")).containsExactly(1, 2, 3));
        }

        @Test
        void for_a_stale_version_is_retried_with_the_one_the_hub_named() throws Exception {
            send("a", 1, 3);
            box.outbox().send(Commands.note("a", 4, 1L));
            ParkedCommand parked = onlyParked();

            OutboxReceipt retried = box.outbox().retry(parked.id());

            assertThat(parked.verdict()).isEqualTo(Verdict.CONFLICT);
            await(retried);
            assertThat(hub.numbers("note/a")).containsExactly(1, 2, 3, 4);
        }

        @Test
        void can_be_retried_with_a_version_of_the_programs_choice() throws Exception {
            box.outbox().send(Commands.note("a", 1, 7L));
            ParkedCommand parked = onlyParked();

            OutboxReceipt retried = box.outbox().retry(parked.id(), 0);

            await(retried);
            assertThat(hub.numbers("note/a")).containsExactly(1);
        }

        @Test
        void that_is_refused_again_is_parked_again() {
            box.outbox().send(Commands.refused("a", 1));
            ParkedCommand parked = onlyParked();

            OutboxReceipt retried = box.outbox().retry(parked.id());

            Eventually.passes(
                    () -> assertThat(box.outbox().attention()).singleElement().satisfies(again -> assertThat(again.id())
                            .isEqualTo(retried.id())));
        }

        @Test
        void is_told_to_listeners_once_each_also_after_a_restart() {
            List<String> heard = new CopyOnWriteArrayList<>();
            box.outbox().onAttention(parked -> heard.add(parked.id()));
            box.outbox().send(Commands.refused("a", 1));
            box.outbox().send(Commands.refused("b", 1));
            Eventually.that("both are heard", () -> heard.size() == 2);
            box.close();
            box = open("daemon.db");
            List<String> heardLater = new CopyOnWriteArrayList<>();

            box.outbox().onAttention(parked -> heardLater.add(parked.id()));

            Eventually.passes(() -> assertThat(heardLater).containsExactlyElementsOf(heard));
        }

        @Test
        void may_be_amended_by_the_listener_that_hears_of_it_and_waits() {
            List<Verdict> verdicts = new CopyOnWriteArrayList<>();
            box.outbox()
                    .onAttention(parked -> verdicts.add(box.outbox()
                            .amend(parked.id(), Commands.body(1))
                            .accepted()
                            .toCompletableFuture()
                            .join()
                            .verdict()));

            box.outbox().send(Commands.refused("a", 1));

            Eventually.passes(() -> assertThat(verdicts).containsExactly(Verdict.ACCEPTED));
        }

        @Test
        void needs_a_reason_to_be_discarded_and_must_be_parked_to_be_ended() {
            box.outbox().send(Commands.refused("a", 1));
            ParkedCommand parked = onlyParked();

            assertThatThrownBy(() -> box.outbox().discard(parked.id(), " ")).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> box.outbox().retry("unknown")).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> box.outbox().amend("unknown", Map.of())).isInstanceOf(InvalidInput.class);

            assertThat(box.outbox().attention()).hasSize(1);
        }
    }

    @Nested
    class A_hub_in_trouble {
        @Test
        void is_waited_for_and_nothing_is_parked() {
            HubSays overloaded = new HubSays(503, ProblemCode.OVERLOADED, "0");
            HubSays full = new HubSays(507, ProblemCode.STORAGE_FULL, "0");
            HubSays limited = new HubSays(429, ProblemCode.RATE_LIMITED, "0");
            HubSays failed = new HubSays(500, ProblemCode.INTERNAL, null);
            List<HubSays> troubles = List.of(overloaded, full, limited, failed, overloaded);
            hub.trouble(request -> request <= troubles.size() ? troubles.get(request - 1) : null);

            send("a", 1, 5);

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(5)));
            assertThat(box.outbox().attention()).isEmpty();
        }

        @Test
        void is_not_asked_again_before_the_time_it_named() {
            hub.trouble(request -> request == 1 ? new HubSays(503, ProblemCode.OVERLOADED, "1") : null);
            long began = System.nanoTime();
            send("a", 1, 1);

            Eventually.that("it is asked again", () -> hub.commandRequests() == 2);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void that_takes_smaller_requests_gets_smaller_requests() {
            network.mode(CuttingProxy.Mode.CUT);
            hub.commandsMax(7);
            send("a", 1, 60);

            network.mode(CuttingProxy.Mode.PASS);

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(60)));
            assertThat(box.outbox().attention()).isEmpty();
        }

        @Test
        void one_command_that_is_too_large_alone_is_parked_and_freezes_nothing() {
            network.mode(CuttingProxy.Mode.CUT);
            hub.refuseRequestsWith("poison", ProblemCode.TOO_LARGE);
            send("a", 1, 10);
            box.outbox().send(new Command("poison", "note.write", "b", null, null, Commands.body(1)));
            send("a", 11, 20);

            network.mode(CuttingProxy.Mode.PASS);

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(20)));
            assertThat(onlyParked().problem().is(ProblemCode.TOO_LARGE)).isTrue();
        }

        @Test
        void one_command_for_which_the_whole_request_is_invalid_is_parked_and_freezes_nothing() {
            network.mode(CuttingProxy.Mode.CUT);
            hub.refuseRequestsWith("poison", ProblemCode.INVALID);
            send("a", 1, 10);
            box.outbox().send(new Command("poison", "note.write", "b", null, null, Commands.body(1)));
            send("a", 11, 20);

            network.mode(CuttingProxy.Mode.PASS);

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(20)));
            assertThat(onlyParked().id()).isEqualTo("poison");
        }
    }

    @Nested
    class A_restored_hub {
        @Test
        void gets_back_what_it_lost_in_order_and_nothing_twice() {
            send("a", 1, 10);
            send("b", 1, 10);
            Eventually.that("all are there", () -> hub.log().size() == 20);

            hub.restore(7);

            Eventually.passes(() -> {
                assertThat(hub.numbers("note/a")).isEqualTo(oneTo(10));
                assertThat(hub.numbers("note/b")).isEqualTo(oneTo(10));
            });
        }

        @Test
        void whose_files_were_put_back_gets_back_what_it_lost() {
            send("a", 1, 10);
            send("b", 1, 10);
            Eventually.that("all are settled", () -> box.outbox().pending() == 0);

            hub.putBack(7);

            Eventually.passes(() -> {
                assertThat(hub.numbers("note/a")).isEqualTo(oneTo(10));
                assertThat(hub.numbers("note/b")).isEqualTo(oneTo(10));
            });
        }

        @Test
        void whose_files_were_put_back_gets_it_before_anything_newer_although_others_wrote_over_the_gap() {
            send("a", 1, 5);
            Eventually.that("all are settled", () -> box.outbox().pending() == 0);
            network.mode(CuttingProxy.Mode.CUT);
            hub.putBack(2);
            for (int n = 0; n < 20; n++) hub.append("note.write", "note/other", Map.of("n", n));
            send("a", 6, 8);

            network.mode(CuttingProxy.Mode.PASS);

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(8)));
        }

        @Test
        void whose_files_were_put_back_is_noticed_by_the_next_program_that_opens_the_outbox() {
            send("a", 1, 5);
            Eventually.that("all are settled", () -> box.outbox().pending() == 0);
            box.close();
            hub.putBack(2);

            box = open("daemon.db");

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(5)));
        }

        @Test
        void gets_it_back_before_anything_newer() {
            send("a", 1, 5);
            Eventually.that("all are there", () -> hub.log().size() == 5);
            network.mode(CuttingProxy.Mode.CUT);
            hub.restore(2);
            send("a", 6, 8);

            network.mode(CuttingProxy.Mode.PASS);

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(8)));
        }

        @Test
        void gets_it_back_although_others_wrote_over_the_gap() {
            send("a", 1, 5);
            Eventually.that("all are there", () -> hub.log().size() == 5);
            network.mode(CuttingProxy.Mode.CUT);
            hub.restore(2);
            for (int n = 0; n < 20; n++) hub.append("note.write", "note/other", Map.of("n", n));

            network.mode(CuttingProxy.Mode.PASS);

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(5)));
        }

        @Test
        void gets_back_only_what_is_still_kept() {
            send("a", 1, 3);
            Eventually.that("all are settled", () -> box.outbox().pending() == 0);
            clock.advance(Limits.OUTBOX_ACCEPTED_KEPT.plusSeconds(1));
            send("a", 4, 5);
            Eventually.that("all are there", () -> hub.log().size() == 5);
            Eventually.passes(() -> assertThat(keptRows()).isEqualTo(2));

            hub.restore(0);

            Eventually.passes(() -> assertThat(hub.numbers("note/a")).containsExactly(4, 5));
        }

        private long keptRows() {
            try (SqliteStore store = SqliteStore.open(folder.resolve("daemon.db"))) {
                return store.writeNow(tx -> tx.query("SELECT count(*) AS n FROM signalbox_outbox"))
                        .get(0)
                        .number("n");
            }
        }
    }

    @Test
    void a_copied_store_sends_nothing_twice() throws Exception {
        network.mode(CuttingProxy.Mode.CUT);
        send("a", 1, 20);
        box.close();
        Files.copy(folder.resolve("daemon.db"), folder.resolve("copy.db"));
        box = open("daemon.db");

        try (Signalbox copy = open("copy.db")) {
            network.mode(CuttingProxy.Mode.PASS);
            Eventually.that(
                    "both are done",
                    () -> box.outbox().pending() == 0 && copy.outbox().pending() == 0);
        }

        assertThat(hub.numbers("note/a")).isEqualTo(oneTo(20));
        assertThat(hub.senders()).containsExactlyInAnyOrder("daemon.db", "copy.db");
    }

    @Test
    void two_clients_of_one_store_in_one_process_have_one_sender_and_hear_each_others_answers() throws Exception {
        try (Signalbox second = open("daemon.db")) {
            hub.latency(Duration.ofMillis(3));
            List<OutboxReceipt> receipts = IntStream.rangeClosed(1, 60)
                    .mapToObj(n -> (n % 2 == 0 ? box : second).outbox().send(Commands.note("lane" + n % 2, n)))
                    .toList();

            for (OutboxReceipt receipt : receipts) await(receipt);

            assertThat(hub.log()).hasSize(60);
            assertThat(hub.maxInFlight()).isEqualTo(1);
        }
    }
}
