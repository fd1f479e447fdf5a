package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.model.CuttingProxy;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.Verdict;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalboxTest {
    /** So long that no machine is too slow. */
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private ReferenceHub hub;
    private CuttingProxy network;
    private Signalbox box;

    @BeforeEach
    void start() throws Exception {
        hub = new ReferenceHub();
        network = new CuttingProxy(hub.port());
        box = open();
    }

    @AfterEach
    void stop() throws Exception {
        box.close();
        network.close();
        hub.close();
    }

    private Signalbox open() {
        return open(Duration.ofSeconds(2));
    }

    private Signalbox open(Duration drain) {
        return Signalbox.open(options -> options.url(network.url())
                .store(folder.resolve("daemon.db"))
                .pace(FastPace.PACE)
                .drain(drain)
                .handlerWait(Duration.ofMillis(200)));
    }

    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Test
    void posts_a_notification_that_the_hub_accepts() throws Exception {
        OutboxReceipt receipt = box.notifications()
                .post("Build finished", n -> n.priority(4).tag("build").body("all green"));

        CommandResult accepted = soon(receipt.accepted().toCompletableFuture());

        assertThat(receipt.queued()).isTrue();
        assertThat(accepted.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(accepted.target()).isEqualTo("notification/" + receipt.id());
        assertThat(hub.log()).singleElement().satisfies(event -> {
            assertThat(event.data().path("title").asText()).isEqualTo("Build finished");
            assertThat(event.data().path("priority").asInt()).isEqualTo(4);
        });
    }

    @Test
    void refuses_what_breaks_a_limit_at_once_and_queues_nothing() {
        assertThatThrownBy(() -> box.notifications().post(" ")).isInstanceOf(InvalidInput.class);

        assertThat(box.outbox().pending()).isZero();
    }

    @Test
    void fails_the_receipt_with_the_problem_when_the_hub_says_no() {
        OutboxReceipt receipt = box.outbox().send(Commands.refused("a", 1));

        assertThatThrownBy(() -> soon(receipt.accepted().toCompletableFuture()))
                .cause()
                .isInstanceOfSatisfying(HubRefused.class, no -> assertThat(no.is(ProblemCode.FORBIDDEN))
                        .isTrue());
    }

    @Test
    void a_closed_client_ends_waits_and_keeps_the_command() throws Exception {
        network.mode(CuttingProxy.Mode.CUT);
        CompletableFuture<CommandResult> waiting =
                box.notifications().post("later").accepted().toCompletableFuture();

        box.close();

        assertThatThrownBy(() -> soon(waiting)).hasCauseInstanceOf(CancellationException.class);
        network.mode(CuttingProxy.Mode.PASS);
        box = open();
        Eventually.that("the command arrives", () -> hub.log().size() == 1);
    }

    @Test
    void close_waits_for_what_can_still_be_sent() {
        box.close();
        box = open(LONG);
        hub.latency(Duration.ofMillis(50));
        for (int i = 0; i < 250; i++) box.outbox().send(Commands.note("lane-" + i % 5, i));

        box.close();

        assertThat(hub.log()).hasSize(250);
    }

    @Test
    void close_waits_for_a_handler_no_longer_than_allowed_and_its_work_is_done_once() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        box.events().follow("slow", Events.types("question.*"), (event, tx) -> {
            atWork.countDown();
            await(released);
            tx.send(Commands.note("effect", 1));
        });
        hub.append("question.asked", "question/a", Map.of());
        await(atWork);
        CompletableFuture<CommandResult> waiting =
                box.outbox().receipt("nobody-answers").accepted().toCompletableFuture();

        soon(CompletableFuture.runAsync(box::close));

        assertThatThrownBy(() -> soon(waiting)).hasCauseInstanceOf(CancellationException.class);
        released.countDown();
        box = open();
        box.events().follow("slow", Events.types("question.*"), (event, tx) -> tx.send(Commands.note("effect", 2)));
        hub.append("question.asked", "question/b", Map.of());
        Eventually.passes(() -> assertThat(hub.log())
                .extracting(event -> event.data().path("n").asInt())
                .filteredOn(n -> n > 0)
                .containsExactly(1, 2));
    }

    @Test
    void closing_a_subscription_waits_for_its_handler_no_longer_than_allowed_and_checkpoints_nothing()
            throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger deliveries = new AtomicInteger();
        Subscription stuck = box.events().follow("slow", Events.types("question.*"), (event, tx) -> {
            deliveries.incrementAndGet();
            tx.send(Commands.note("effect", 1));
            atWork.countDown();
            await(released);
            throw new IllegalStateException("it did not come to its end");
        });
        hub.append("question.asked", "question/a", Map.of());
        await(atWork);

        soon(CompletableFuture.runAsync(stuck::close));

        assertThat(stuck.ended().toCompletableFuture()).isNotDone();
        assertThat(stuck.position()).isZero();
        assertThatThrownBy(() -> box.events().follow("slow", List.of(), (event, tx) -> {}))
                .isInstanceOf(IllegalStateException.class);
        released.countDown();
        soon(stuck.ended().toCompletableFuture());
        Subscription next = box.events().follow("slow", Events.types("question.*"), (event, tx) -> {
            deliveries.incrementAndGet();
            tx.send(Commands.note("effect", 2));
        });
        Eventually.that("it was delivered again", () -> next.position() == 1);
        assertThat(deliveries).hasValue(2);
        Eventually.passes(() -> assertThat(hub.log())
                .extracting(event -> event.data().path("n").asInt())
                .filteredOn(n -> n > 0)
                .containsExactly(2));
    }

    @Test
    void closing_a_subscription_or_a_replica_does_not_wait_for_the_handler_of_another() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        hub.declare("runs", "replace");
        Replica runs = box.replica("runs");
        soon(runs.ready().toCompletableFuture());
        Subscription other = box.events().follow("other", Events.types("question.*"), (event, tx) -> {});
        box.events().follow("slow", Events.types("question.*"), (event, tx) -> {
            atWork.countDown();
            await(released);
        });
        hub.append("question.asked", "question/a", Map.of());
        await(atWork);
        hub.append("question.asked", "question/b", Map.of());
        hub.append("runs.put", "runs/a", Map.of("row", Map.of("id", "a")));

        soon(CompletableFuture.runAsync(other::close));
        soon(CompletableFuture.runAsync(runs::close));

        released.countDown();
        soon(other.ended().toCompletableFuture());
        soon(runs.ended().toCompletableFuture());
    }

    private static void await(CountDownLatch latch) {
        try {
            // Longer than anybody is waited for here: a handler that is stuck must not come free by itself.
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void close_does_not_wait_for_a_hub_that_is_away() {
        box.close();
        box = open(LONG);
        network.mode(CuttingProxy.Mode.CUT);
        box.notifications().post("later");
        Eventually.that("the hub is known to be away", () -> box.status() == Status.OFFLINE);
        long began = System.nanoTime();

        box.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG);
    }

    @Test
    void says_what_is_missing_when_opened_without_a_store() {
        assertThatThrownBy(() -> Signalbox.open(options -> options.url("http://127.0.0.1:1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("store");
    }

    @Test
    void refuses_a_url_with_a_key_in_it_and_leaves_no_file() {
        Path file = folder.resolve("other.db");

        assertThatThrownBy(() -> Signalbox.open(
                        options -> options.url("http://user:secret@127.0.0.1:1").store(file)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void keeps_the_store_from_other_users() throws Exception {
        assertThat(Files.getPosixFilePermissions(folder.resolve("daemon.db")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    @Nested
    class A_question {
        @Test
        void is_there_at_once_and_answered_later_although_asked_offline() throws Exception {
            network.mode(CuttingProxy.Mode.CUT);
            Question question = box.questions()
                    .ask("Which database?", q -> q.options("sqlite", "postgres").expiresIn(Duration.ofHours(4)));
            CompletableFuture<Answer> answer = box.questions().awaitAsync(question.id());

            network.mode(CuttingProxy.Mode.PASS);
            Eventually.that("it arrives", () -> hub.hasQuestion(question.id()));
            hub.answer(question.id(), "sqlite");

            assertThat(question.state()).isEqualTo(Question.State.PENDING);
            assertThat(question.version()).isZero();
            assertThat(soon(answer).value()).isEqualTo("sqlite");
        }

        @Test
        void is_waited_for_through_cuts_of_the_network_and_a_restart_of_the_program() throws Exception {
            Question question = box.questions().ask("Deploy?", NewQuestion::approval);
            Eventually.that("it arrives", () -> hub.hasQuestion(question.id()));
            CompletableFuture<Answer> first = box.questions().awaitAsync(question.id());
            network.mode(CuttingProxy.Mode.CUT);
            box.close();
            box = open();
            CompletableFuture<Answer> second = box.questions().awaitAsync(question.id());
            network.mode(CuttingProxy.Mode.PASS);
            network.mode(CuttingProxy.Mode.CUT);
            network.mode(CuttingProxy.Mode.PASS);

            hub.answer(question.id(), "approve");

            assertThat(soon(second).value()).isEqualTo("approve");
            assertThatThrownBy(() -> soon(first)).isInstanceOf(CancellationException.class);
        }

        @Test
        void that_expired_ends_the_wait_with_its_reason() {
            Question question = box.questions().ask("Anybody?");
            Eventually.that("it arrives", () -> hub.hasQuestion(question.id()));

            hub.expire(question.id());

            assertThatThrownBy(() -> box.questions().await(question.id()))
                    .isInstanceOf(QuestionClosed.class)
                    .hasMessageContaining("expired");
        }

        @Test
        void that_nobody_knows_is_not_waited_for() {
            assertThatThrownBy(() -> box.questions().await("00000000-0000-7000-8000-000000000000"))
                    .isInstanceOfSatisfying(HubRefused.class, no -> assertThat(no.is(ProblemCode.NOT_FOUND))
                            .isTrue());
        }

        @Test
        void is_waited_for_no_longer_than_asked() {
            Question question = box.questions().ask("Anybody?");

            assertThat(box.questions().await(question.id(), Duration.ofMillis(100)))
                    .isEmpty();
        }

        @Test
        void wait_ends_when_the_thread_is_interrupted() throws Exception {
            Question question = box.questions().ask("Anybody?");
            List<Throwable> ends = new CopyOnWriteArrayList<>();
            Thread waiter = new Thread(() -> {
                try {
                    box.questions().await(question.id());
                } catch (CancellationException e) {
                    ends.add(e);
                }
            });
            waiter.start();

            waiter.interrupt();

            waiter.join(20_000);
            assertThat(ends).hasSize(1);
        }
    }

    @Nested
    class The_status {
        @Test
        void goes_from_offline_to_live_and_back_and_listeners_hear_it() {
            List<Status> heard = new CopyOnWriteArrayList<>();
            box.onStatus(heard::add);
            Eventually.that("live", () -> box.status() == Status.LIVE);

            network.mode(CuttingProxy.Mode.CUT);
            Eventually.that("offline", () -> box.status() == Status.OFFLINE);
            box.notifications().post("while away");
            network.mode(CuttingProxy.Mode.PASS);

            Eventually.that(
                    "live again", () -> box.status() == Status.LIVE && hub.log().size() == 1);
            Eventually.passes(() -> assertThat(heard).containsSubsequence(Status.OFFLINE, Status.LIVE));
        }

        @Test
        void is_needs_key_until_the_key_is_changed_and_nothing_is_lost() {
            hub.requireKey("right");
            List<String> key = new CopyOnWriteArrayList<>(List.of("wrong"));
            box.close();
            box = Signalbox.open(options -> options.url(network.url())
                    .key(() -> key.get(0))
                    .store(folder.resolve("daemon.db"))
                    .pace(FastPace.PACE));
            box.notifications().post("with the wrong key");
            Eventually.that("the key is refused", () -> box.status() == Status.NEEDS_KEY);

            key.set(0, "right");

            Eventually.that(
                    "live", () -> box.status() == Status.LIVE && hub.log().size() == 1);
        }

        @Test
        void is_needs_key_when_the_key_may_read_but_not_write() {
            hub.requireKeyForCommands("writer");

            box.notifications().post("with the wrong key");

            Eventually.that("the key is refused", () -> box.status() == Status.NEEDS_KEY);
            assertThat(box.outbox().attention()).isEmpty();
        }
    }

    @Test
    void a_hub_that_never_was_there_is_offline_and_holds_up_nothing() {
        try (Signalbox lonely = Signalbox.open(options -> options.url(URI.create("http://127.0.0.1:1"))
                .store(folder.resolve("lonely.db"))
                .pace(FastPace.PACE))) {
            OutboxReceipt receipt = lonely.notifications().post("kept");

            assertThat(receipt.queued()).isTrue();
            assertThat(lonely.outbox().pending()).isEqualTo(1);
            assertThat(lonely.status()).isEqualTo(Status.OFFLINE);
        }
    }

    @Nested
    class Opened_with_the_environment {
        private Map<String, String> environment(String... more) {
            Map<String, String> variables = new HashMap<>();
            variables.put("SIGNALBOX_URL", "127.0.0.1:" + hub.port());
            variables.put("SIGNALBOX_STORE", folder.resolve("environment.db").toString());
            for (int i = 0; i < more.length; i += 2) variables.put(more[i], more[i + 1]);
            return variables;
        }

        @Test
        void speaks_to_the_hub_with_the_key_and_keeps_what_it_has_in_the_store() {
            try (Signalbox opened = Signalbox.open(environment("SIGNALBOX_KEY", " key "))) {
                opened.notifications()
                        .post("from the environment")
                        .accepted()
                        .toCompletableFuture()
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join();
            }

            assertThat(folder.resolve("environment.db")).isNotEmptyFile();
        }

        @Test
        void takes_the_key_from_a_file() throws Exception {
            Path file = Files.writeString(folder.resolve("key"), "key\n");

            try (Signalbox opened = Signalbox.open(environment("SIGNALBOX_KEY_FILE", file.toString()))) {
                opened.notifications()
                        .post("from a file")
                        .accepted()
                        .toCompletableFuture()
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join();
            }
        }

        @Test
        void says_which_variable_is_missing_or_wrong_and_shows_no_key() {
            assertThatThrownBy(() -> Signalbox.open(environment("SIGNALBOX_KEY", " ")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("SIGNALBOX_KEY is not set", "signalbox keys create");
            assertThatThrownBy(() -> Signalbox.open(environment("SIGNALBOX_KEY", "two words")))
                    .hasMessageStartingWith("SIGNALBOX_KEY: ")
                    .hasMessageNotContaining("two words");
            assertThatThrownBy(() -> Signalbox.open(environment("SIGNALBOX_KEY", "k", "SIGNALBOX_URL", "hub:7433")))
                    .hasMessageStartingWith("SIGNALBOX_URL: ")
                    .hasMessageContaining("http://host:port");
            assertThatThrownBy(() -> Signalbox.open(environment("SIGNALBOX_KEY_FILE", "/nowhere")))
                    .hasMessageStartingWith("SIGNALBOX_KEY_FILE: ")
                    .hasMessageContaining("/nowhere");
            assertThat(folder.resolve("environment.db")).doesNotExist();
        }

        @Test
        void is_overruled_by_what_is_set_behind_it() {
            SignalboxOptions options = new SignalboxOptions()
                    .url("http://127.0.0.1:1")
                    .environment(environment("SIGNALBOX_KEY", "k"))
                    .store(folder.resolve("own.db"));

            assertThat(options.url.getPort()).isEqualTo(hub.port());
            assertThat(options.store()).isEqualTo(folder.resolve("own.db"));
        }
    }
}
