package dev.signalbox.hub.notification;

import static dev.signalbox.hub.TestNode.DAEMON;
import static dev.signalbox.hub.TestNode.JANE;
import static dev.signalbox.hub.TestNode.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Notification.State;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications with a real store: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class NotificationsContract {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestNode node;
    private FoldedRows<NotificationState> notifications;

    abstract TestNode open(Path folder, TestClock clock);

    @BeforeEach
    void open() {
        node = open(folder, clock);
        notifications = NotificationTable.NOTIFICATIONS.rows(node.database());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void the_table_equals_what_the_events_say() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();

        for (int i = 0; i < 150; i++) {
            String id = ids.isEmpty() ? "" : ids.get(random.nextInt(ids.size()));
            int what = random.nextInt(10);
            String comment = random.nextBoolean() ? "{}" : "{'comment':'c" + random.nextInt(3) + "'}";
            Future<Outcome> sent;
            if (ids.isEmpty() || what < 5) sent = node.send(DAEMON, "notification.post", "", anyPost(random));
            else if (what < 7) sent = node.send(JANE, "notification.acknowledge", id, comment);
            else sent = node.send(JANE, "notification.resolve", id, comment);
            String done =
                    Await.result(sent.map(outcome -> resourceOf(outcome).id()).otherwise(id));
            if (!done.isEmpty() && !ids.contains(done)) ids.add(done);
            clock.advance(Duration.ofSeconds(random.nextInt(20)));
        }

        node.caughtUp("notifications");
        assertThat(ids).isNotEmpty();
        for (String id : ids) {
            List<RecordedEvent> events = Await.result(node.log().readStream("notification/" + id, 0, 500));
            Notification folded = NotificationCommands.NOTIFICATIONS.of(events).present();
            assertThat(Await.result(notifications.row(id)).map(row -> row.as(Notification.class)))
                    .as("seed %d", seed)
                    .contains(folded);
        }
    }

    @Test
    void a_page_begins_behind_the_one_before_also_when_rows_come_in_between() {
        for (int i = 1; i <= 5; i++) post("{'title':'n" + i + "'}");

        Page<Notification> first = page(2, null);
        post("{'title':'n6'}");
        Page<Notification> second = page(2, first.nextCursor());
        Page<Notification> third = page(2, second.nextCursor());

        assertThat(titles(first)).containsExactly("n5", "n4");
        assertThat(titles(second)).containsExactly("n3", "n2");
        assertThat(titles(third)).containsExactly("n1");
        assertThat(third.nextCursor()).isNull();
    }

    @Test
    void filters_narrow_the_page_each_and_together() {
        post("{'title':'low','priority':1,'tags':['build']}");
        post("{'title':'high','priority':5,'tags':['build','ci']}");
        Notification settled = post("{'title':'settled','priority':5}");
        Await.result(node.send(JANE, "notification.resolve", settled.id(), "{}"));
        Await.result(node.send(JANE, "notification.post", "", "{'title':'janes','priority':4}"));

        assertThat(titles(filtered(State.OPEN, null, null, null, null))).containsExactly("janes", "high", "low");
        assertThat(titles(filtered(State.RESOLVED, null, null, null, null))).containsExactly("settled");
        assertThat(titles(filtered(null, 5, null, null, null))).containsExactly("settled", "high");
        assertThat(titles(filtered(null, null, 4, null, null))).containsExactly("janes", "settled", "high");
        assertThat(titles(filtered(null, null, null, "build", null))).containsExactly("high", "low");
        assertThat(titles(filtered(null, null, null, null, "jane"))).containsExactly("janes");
        assertThat(titles(filtered(State.OPEN, null, 2, "build", "daemon"))).containsExactly("high");
    }

    @Test
    void a_tag_is_found_exactly_whatever_characters_it_has() {
        List<String> tags = List.of("a", "A", ",", "\"", "\\\"", "\\n", "%", "_", "'", "a b", "ä", "a\nb", "🚦", "$1");
        for (String tag : tags) {
            String json = dev.signalbox.wire.Json.writeText(List.of("x", tag, "y"));
            postRaw("{\"title\":\"t\",\"tags\":" + json + "}");
        }

        for (String tag : tags) {
            List<Notification> found = filtered(null, null, null, tag, null).items();
            assertThat(found).as("tag %s", tag).hasSize(1);
            assertThat(found.get(0).tags()).containsExactly("x", tag, "y");
        }
        assertThat(filtered(null, null, null, "x", null).items()).hasSameSizeAs(tags);
        assertThat(filtered(null, null, null, "xy", null).items()).isEmpty();
    }

    @Test
    void a_cursor_that_no_list_gave_is_refused() {
        for (String wrong : List.of("7", "*", "bm8", "LTE", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA", "")) {
            assertThatThrownBy(() -> page(2, wrong))
                    .as(wrong)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("cursor");
        }
    }

    @Test
    void a_repeat_counts_on_the_open_one_and_a_new_one_begins_after_it_is_resolved() {
        Notification first = post("{'title':'down','dedupKey':'web'}");
        Notification again = post("{'title':'still down','dedupKey':'web'}");
        Await.result(node.send(JANE, "notification.acknowledge", first.id(), "{}"));
        Notification third = post("{'title':'still','dedupKey':'web'}");
        Await.result(node.send(JANE, "notification.resolve", first.id(), "{}"));
        Notification fresh = post("{'title':'down again','dedupKey':'web'}");
        Notification other = post("{'title':'down','dedupKey':'db'}");

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.count()).isEqualTo(2);
        assertThat(again.title()).isEqualTo("still down");
        assertThat(third.id()).isEqualTo(first.id());
        assertThat(third.count()).isEqualTo(3);
        assertThat(third.state()).isEqualTo(State.ACKNOWLEDGED);
        assertThat(fresh.id()).isNotEqualTo(first.id());
        assertThat(fresh.count()).isEqualTo(1);
        assertThat(other.id()).isNotIn(first.id(), fresh.id());
    }

    @Test
    void a_key_is_free_when_its_holder_is_over_by_the_clock() {
        Notification first = post("{'title':'down','dedupKey':'web','expiresIn':'1h'}");
        clock.advance(Duration.ofHours(1));

        Notification second = post("{'title':'down','dedupKey':'web'}");

        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void posts_that_race_on_two_nodes_add_one_notification_and_count_all_the_others() {
        CommandHandler here = node.commands();
        CommandHandler there = node.commandsOf(clock);
        Caller caller = new Caller(DAEMON, "http", null);

        List<Future<Outcome>> racing = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CommandHandler dispatcher = i % 2 == 0 ? here : there;
            String body = "{'title':'t" + i + "','dedupKey':'storm'}";
            racing.add(dispatcher.handle(TestNode.commandOf(Ids.next(), "notification.post", "", body), caller));
        }
        List<Notification> answers = racing.stream()
                .map(Await::result)
                .map(NotificationsContract::resourceOf)
                .toList();

        assertThat(answers).extracting("id").containsOnly(answers.get(0).id());
        assertThat(answers.stream().map(Notification::count).sorted())
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(node.types())
                .filteredOn(EventTypes.NOTIFICATION_POSTED::equals)
                .hasSize(1);
        assertThat(node.types())
                .filteredOn(EventTypes.NOTIFICATION_KEY_TAKEN::equals)
                .hasSize(1);
    }

    @Test
    void a_repeated_command_gets_its_first_answer_whatever_happened_since() {
        String post = Ids.next();
        String repeat = Ids.next();
        String body = "{'title':'down','dedupKey':'web'}";
        Outcome posted = Await.result(node.send(DAEMON, post, "notification.post", "", body));
        Outcome repeated = Await.result(node.send(DAEMON, repeat, "notification.post", "", body));
        Await.result(node.send(JANE, "notification.resolve", resourceOf(posted).id(), "{}"));
        post(body);
        int events = node.types().size();

        Outcome postedAgain = Await.result(node.send(DAEMON, post, "notification.post", "", body));
        Outcome repeatedAgain = Await.result(node.send(DAEMON, repeat, "notification.post", "", body));

        assertThat(postedAgain.resource()).isEqualTo(posted.resource());
        assertThat(repeatedAgain.resource()).isEqualTo(repeated.resource());
        assertThat(postedAgain.receipt().duplicate()).isTrue();
        assertThat(repeatedAgain.receipt().version())
                .isEqualTo(repeated.receipt().version());
        assertThat(node.types()).hasSize(events);
    }

    @Test
    void the_same_command_sent_twice_at_once_is_done_once() {
        String id = Ids.next();
        String body = "{'title':'down','dedupKey':'web'}";

        Future<Outcome> one = node.send(DAEMON, id, "notification.post", "", body);
        Future<Outcome> two = node.send(DAEMON, id, "notification.post", "", body);

        assertThat(Await.result(one).resource()).isEqualTo(Await.result(two).resource());
        assertThat(resourceOf(Await.result(two)).count()).isEqualTo(1);
    }

    @Test
    void a_command_id_with_another_title_is_refused() {
        String id = Ids.next();
        Await.result(node.send(DAEMON, id, "notification.post", "", "{'title':'down','dedupKey':'web'}"));

        assertThat(problem(node.send(DAEMON, id, "notification.post", "", "{'title':'up','dedupKey':'web'}"))
                        .code())
                .isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT.word());
        assertThat(problem(node.send(DAEMON, id, "notification.post", "", "{'title':'up'}"))
                        .code())
                .isEqualTo(ProblemCode.IDEMPOTENCY_CONFLICT.word());
    }

    @Test
    void the_beginning_of_an_id_finds_what_begins_so_and_nothing_beside_it() {
        for (String id : List.of(
                "019aa3f0-0000-7000-8000-00000000000f",
                "019aa3f0-0001-7000-8000-000000000000",
                "019aa3f0-0001-7000-8000-0000000000ff",
                "019aa3f0-0002-7000-8000-000000000000")) {
            Await.result(node.send(DAEMON, id, "notification.post", "", "{'title':'" + id.substring(9, 13) + "'}"));
        }

        assertThat(beginning("019aa3f0-0001")).containsExactlyInAnyOrder("0001", "0001");
        assertThat(beginning("019aa3f0-0001-7000-8000-0000000000ff")).containsExactly("0001");
        assertThat(beginning("019aa3f0")).hasSize(4);
        assertThat(beginning("019aa3f0-0001-7000-8000-0000000000ff0")).isEmpty();
        assertThat(beginning("019aa3f0-0001%")).isEmpty();
    }

    private List<String> beginning(String prefix) {
        return page(PageQuery.newestFirst(50, null).keysBeginning(prefix)).items().stream()
                .map(Notification::title)
                .toList();
    }

    private Notification post(String json) {
        return resourceOf(Await.result(node.send(DAEMON, "notification.post", "", json)));
    }

    private void postRaw(String json) {
        var body = dev.signalbox.wire.Json.read(
                json.getBytes(java.nio.charset.StandardCharsets.UTF_8), com.fasterxml.jackson.databind.JsonNode.class);
        var command = new dev.signalbox.wire.command.Command(Ids.next(), "notification.post", null, null, null, body);
        Await.result(node.commands().handle(command, new Caller(DAEMON, "http", null)));
    }

    private Page<Notification> filtered(State state, Integer priority, Integer minPriority, String tag, String source) {
        return page(PageQuery.newestFirst(50, null)
                .equal("state", state == null ? null : state.word())
                .equal("priority", priority)
                .atLeast("priority", minPriority)
                .tagged("tags", tag)
                .createdBy(source));
    }

    private Page<Notification> page(int limit, String cursor) {
        return page(PageQuery.newestFirst(limit, cursor));
    }

    private Page<Notification> page(PageQuery query) {
        node.caughtUp("notifications");
        Page<FoldedRow> page = Await.result(notifications.page(query));
        return new Page<>(
                page.items().stream().map(row -> row.as(Notification.class)).toList(), page.nextCursor());
    }

    private static String anyPost(Random random) {
        return "{'title':'t" + random.nextInt(100) + "'"
                + (random.nextBoolean() ? ",'dedupKey':'k" + random.nextInt(3) + "'" : "")
                + (random.nextBoolean() ? ",'body':'b','link':'https://a.example/1','tags':['x','y']" : "")
                + (random.nextInt(4) == 0 ? ",'expiresIn':'" + (1 + random.nextInt(600)) + "s'" : "")
                + (random.nextBoolean() ? ",'data':{'run':" + random.nextInt(9) + ",'deep':[1,{'a':null}]}" : "")
                + "}";
    }

    private static List<String> titles(Page<Notification> page) {
        return page.items().stream().map(Notification::title).toList();
    }

    private static Notification resourceOf(Outcome outcome) {
        return (Notification) outcome.resource();
    }
}
