package dev.signalbox.hub;

import static dev.signalbox.hub.TestNode.DAEMON;
import static dev.signalbox.hub.TestNode.JANE;
import static dev.signalbox.hub.TestNode.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.key.KeyRing;
import dev.signalbox.hub.key.RefusedKeys;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.question.QuestionWaiters;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What one node does, the other knows: the features on two nodes of one PostgreSQL. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TwoNodesTest {
    private static final Future<?> NEVER = Promise.promise().future();

    private final TestClock clock = new TestClock();
    private final String schema = TestPostgres.freshSchema();
    private final TestNode one = TestNode.postgres(schema, clock);
    private final TestNode two = TestNode.postgres(schema, clock);

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void whoever_waits_on_one_node_gets_the_answer_that_was_given_on_the_other() {
        QuestionWaiters waiters = new QuestionWaiters(one.log(), one.vertx());
        one.follow(QuestionWaiters.EVENTS, waiters);
        Outcome asked = Await.result(one.send(DAEMON, "question.ask", "", "{'prompt':'Which?'}"));
        String id = ((Question) asked.resource()).id();
        Future<Optional<Question>> waiting = waiters.resolved(id, Duration.ofSeconds(50), NEVER);
        Eventually.until("the caller waits", () -> waiters.waiting() == 1);

        Await.result(two.send(JANE, "question.answer", id, "{'value':'sqlite'}"));

        Question resolved = Await.result(waiting).orElseThrow();
        assertThat(resolved.answer()).extracting("value").isEqualTo("sqlite");
    }

    @Test
    void posts_under_one_dedup_key_on_both_nodes_make_one_notification() {
        List<Future<Outcome>> racing = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            TestNode node = i % 2 == 0 ? one : two;
            racing.add(node.send(DAEMON, "notification.post", "", "{'title':'down','dedupKey':'web'}"));
        }
        List<Notification> answers = racing.stream()
                .map(Await::result)
                .map(outcome -> (Notification) outcome.resource())
                .toList();

        assertThat(answers.stream().map(Notification::id).distinct()).hasSize(1);
        assertThat(answers.stream().map(Notification::count).sorted())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
        assertThat(one.types())
                .filteredOn(EventTypes.NOTIFICATION_POSTED::equals)
                .hasSize(1);
    }

    @Test
    void a_key_that_is_revoked_on_one_node_is_shut_on_the_other() {
        KeyRing ring = new KeyRing(new RefusedKeys(two.commands()), two.database());
        two.follow(KeyRing.EVENTS, ring);
        Await.result(ring.load(two.database()));
        Key key = (Key) Await.result(one.send(ROOT, "key.create", "", "{'name':'ci','role':'daemon'}"))
                .resource();
        Eventually.until(
                "the key opens", () -> ring.isValid(new Principal(key.id(), key.name(), key.role()), clock.instant()));

        Await.result(one.send(ROOT, "key.revoke", key.id(), "{}"));

        Eventually.until(
                "the key is shut",
                () -> !ring.isValid(new Principal(key.id(), key.name(), key.role()), clock.instant()));
    }
}
