package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.Events;
import dev.signalbox.client.Notifications;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.Status;
import dev.signalbox.client.Subscription;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.outbox.ParkedCommand;
import dev.signalbox.hub.Folders;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.Verdict;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client and a real hub with a real store: what the reference hub of the client's own tests cannot prove. */
class ClientAndHubTest {
    @TempDir
    Path data;

    @TempDir
    Path folder;

    private TestHub hub;
    private String daemonKey;
    private Signalbox daemon;
    private HubApi user;

    @BeforeEach
    void start() {
        hub = TestHub.start(data);
        daemonKey = hub.key("daemon");
        URI url = hub.url();
        String userKey = hub.key("user");
        user = new HubApi(url, () -> userKey, "user");
        daemon = open();
    }

    @AfterEach
    void stop() {
        daemon.close();
        hub.close();
    }

    private Signalbox open() {
        return Signalbox.open(
                options -> options.url(hub.url()).key(daemonKey).name("daemon").store(folder.resolve("daemon.db")));
    }

    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static CommandResult accepted(OutboxReceipt receipt) throws Exception {
        return soon(receipt.accepted().toCompletableFuture());
    }

    private static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void a_hub_whose_older_copy_was_put_back_gets_again_what_it_lost_each_once() throws Exception {
        List<String> posted = new ArrayList<>();
        for (int n = 0; n < 20; n++) posted.add(post(n).id());
        hub.stop();
        Folders.copy(data, folder.resolve("copy"));
        hub.open();
        for (int n = 20; n < 40; n++) posted.add(post(n).id());
        hub.stop();
        Folders.delete(data);
        Folders.copy(folder.resolve("copy"), data);

        hub.open();

        posted.add(post(40).id());
        eventually("all are there again", () -> sorted(idsOfAll()).equals(sorted(posted)));
        assertThat(idsOfAll()).endsWith(posted.get(40));
    }

    private OutboxReceipt post(int n) throws Exception {
        OutboxReceipt receipt = daemon.notifications().post("n" + n);
        accepted(receipt);
        return receipt;
    }

    private static List<String> sorted(List<String> ids) {
        return ids.stream().sorted().toList();
    }

    private List<String> idsOfAll() {
        return user.events(Map.of("types", EventTypes.NOTIFICATION_POSTED, "limit", "500")).join().events().stream()
                .map(event -> event.subject().substring("notification/".length()))
                .toList();
    }

    @Test
    void a_notification_that_was_posted_while_the_hub_was_down_is_there_once() throws Exception {
        hub.stop();
        OutboxReceipt receipt =
                daemon.notifications().post("Build finished", n -> n.priority(4).tag("build"));

        hub.open();

        CommandResult result = accepted(receipt);
        Notification there = user.notification(receipt.id()).join();
        assertThat(result.verdict().isDone()).isTrue();
        assertThat(there.title()).isEqualTo("Build finished");
        assertThat(there.source()).isEqualTo("daemon");
        assertThat(user.notifications(Map.of()).join().items()).hasSize(1);
    }

    @Test
    void a_question_asked_offline_is_answered_by_a_person_and_heard_through_a_restart_of_the_hub() throws Exception {
        hub.stop();
        Question question = daemon.questions()
                .ask("Which database?", q -> q.options("sqlite", "postgres").expiresIn(Duration.ofHours(4)));
        CompletableFuture<Answer> answer = daemon.questions().awaitAsync(question.id());
        hub.open();
        eventually("the hub has it", () -> daemon.outbox().pending() == 0);
        hub.restart();

        user.answer(question.id(), new AnswerQuestion("sqlite", "small is fine", null, "cli", null))
                .join();

        Answer heard = soon(answer);
        assertThat(heard.value()).isEqualTo("sqlite");
        assertThat(heard.by()).isEqualTo("user");
        assertThat(daemon.questions().get(question.id()).state()).isEqualTo(Question.State.ANSWERED);
    }

    @Test
    void what_a_daemon_may_not_do_is_parked_with_the_reason_and_shown() throws Exception {
        Question question = daemon.questions().ask("Deploy?", q -> q.approval());

        OutboxReceipt receipt = daemon.questions().answer(question.id(), "approve");

        assertThatThrownBy(() -> accepted(receipt))
                .cause()
                .isInstanceOfSatisfying(HubRefused.class, refused -> assertThat(refused.is(ProblemCode.FORBIDDEN))
                        .isTrue());
        ParkedCommand parked = daemon.outbox().attention().get(0);
        assertThat(parked.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(parked.command().command()).isEqualTo("question.answer");
        daemon.outbox().discard(parked.id(), "a human decides this");
        accepted(daemon.questions().cancel(question.id(), "not needed"));
        assertThat(user.question(question.id()).join().state()).isEqualTo(Question.State.CANCELLED);
    }

    @Test
    void a_stale_version_is_parked_and_retried_with_the_current_one() throws Exception {
        OutboxReceipt posted = daemon.notifications().post("Build finished");
        accepted(posted);
        OutboxReceipt stale = daemon.outbox()
                .send(new Command(Ids.next(), "notification.resolve", posted.id(), 7L, null, Json.object()));
        assertThatThrownBy(() -> accepted(stale)).hasCauseInstanceOf(HubRefused.class);

        OutboxReceipt retried = daemon.outbox().retry(stale.id());

        assertThat(accepted(retried).version()).isEqualTo(2);
        assertThat(user.notification(posted.id()).join().state()).isEqualTo(Notification.State.RESOLVED);
    }

    @Test
    void a_create_that_was_refused_and_amended_keeps_its_id() throws Exception {
        Command bad = Notifications.command("Build finished", n -> n.data(Map.of("text", "x".repeat(70_000))));
        OutboxReceipt refused = daemon.outbox().send(bad);
        assertThatThrownBy(() -> accepted(refused)).hasCauseInstanceOf(HubRefused.class);

        OutboxReceipt amended = daemon.outbox().amend(bad.id(), Map.of("title", "Build finished, shorter"));

        assertThat(accepted(amended).target()).isEqualTo("notification/" + bad.id());
        assertThat(user.notification(bad.id()).join().title()).isEqualTo("Build finished, shorter");
    }

    @Test
    void many_commands_arrive_in_order_and_once_through_restarts_of_both_sides() {
        for (int n = 1; n <= 400; n++) {
            daemon.notifications().post("number " + n);
            if (n == 100) hub.restart();
            if (n == 200) {
                daemon.close();
                daemon = open();
            }
            if (n == 300) hub.restart();
        }

        eventually("all are there", () -> daemon.outbox().pending() == 0);

        List<String> titles =
                user.events(Map.of("types", EventTypes.NOTIFICATION_POSTED, "limit", "500")).join().events().stream()
                        .map(event -> event.data().path("title").asText())
                        .toList();
        assertThat(titles)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 400)
                        .mapToObj(n -> "number " + n)
                        .toList());
    }

    @Test
    void a_follower_takes_every_event_once_through_restarts_of_the_hub() {
        Subscription following = follow();
        for (int n = 1; n <= 90; n++) {
            daemon.notifications().post("number " + n);
            if (n % 30 == 0) hub.restart();
        }

        eventually("all are heard", () -> seen() == 90);

        eventually("it is live", () -> daemon.status() == Status.LIVE && following.isLive());
        assertThat(seen()).isEqualTo(90);
    }

    @Test
    void a_follower_resumes_where_it_was_after_a_restart_of_the_program() {
        Subscription first = follow();
        for (int n = 1; n <= 10; n++) daemon.notifications().post("number " + n);
        eventually("ten are heard", () -> seen() == 10);
        first.close();
        for (int n = 11; n <= 20; n++) daemon.notifications().post("number " + n);
        daemon.close();

        daemon = open();
        follow();

        eventually("all are heard", () -> seen() == 20);
    }

    @Test
    void numbers_in_free_data_keep_their_digits_on_the_way_to_the_hub_and_back() throws Exception {
        Map<String, Number> exact = Map.of(
                "whole", new BigInteger("12345678901234567890"),
                "fine", new BigDecimal("0.1000000000000000055"),
                "price", new BigDecimal("1.10"));
        List<JsonNode> heard = new CopyOnWriteArrayList<>();
        daemon.events()
                .follow(
                        "exact",
                        Events.types(EventTypes.NOTIFICATION_POSTED),
                        (event, tx) -> heard.add(event.data().path("data")));

        OutboxReceipt posted = daemon.notifications().post("exact", n -> n.data(exact));
        accepted(posted);
        eventually("it is heard", () -> !heard.isEmpty());

        JsonNode fromEvent = heard.get(0);
        JsonNode fromTable = user.notification(posted.id()).join().data();
        for (JsonNode data : List.of(fromEvent, Objects.requireNonNull(fromTable))) {
            exact.forEach((name, number) ->
                    assertThat(data.path(name).numberValue()).as(name).isEqualTo(number));
        }
    }

    @Test
    void a_revoked_key_pauses_and_another_resumes() throws Exception {
        String[] key = {hub.newKey("second-daemon", "daemon")};
        try (Signalbox second = Signalbox.open(
                options -> options.url(hub.url()).key(() -> key[0]).store(folder.resolve("second.db")))) {
            accepted(second.notifications().post("before"));
            String id =
                    new HubApi(hub.url(), () -> key[0], "test").whoami().join().key();
            hub.delete("admin", "/v1/keys/" + id).expect(200);
            OutboxReceipt receipt = second.notifications().post("after");
            eventually("the key is refused", () -> second.status() == Status.NEEDS_KEY);

            key[0] = hub.newKey("third-daemon", "daemon");

            assertThat(accepted(receipt).verdict()).isEqualTo(Verdict.ACCEPTED);
        }
    }

    private Subscription follow() {
        return daemon.events().follow("bot", Events.types("notification.*"), (event, tx) -> {
            tx.update("CREATE TABLE IF NOT EXISTS seen (id TEXT NOT NULL UNIQUE)");
            tx.update("INSERT INTO seen (id) VALUES ($1)", event.id());
        });
    }

    private long seen() {
        try (var store = dev.signalbox.client.store.SqliteStore.open(folder.resolve("daemon.db"))) {
            return store.writeNow(tx -> {
                tx.update("CREATE TABLE IF NOT EXISTS seen (id TEXT NOT NULL UNIQUE)");
                return tx.query("SELECT count(*) AS n FROM seen").get(0).number("n");
            });
        }
    }
}
