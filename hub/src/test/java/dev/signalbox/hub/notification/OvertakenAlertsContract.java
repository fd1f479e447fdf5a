package dev.signalbox.hub.notification;

import static dev.signalbox.hub.TestNode.DAEMON;
import static dev.signalbox.hub.TestNode.JANE;
import static dev.signalbox.hub.TestNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Notification.State;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beginnings and ends that are told under a dedup key, in whatever order they come: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class OvertakenAlertsContract {
    private static final String T1 = "2026-11-21T08:00:00Z";
    private static final String T2 = "2026-11-21T08:10:00Z";
    private static final String T3 = "2026-11-21T08:20:00Z";
    private static final String T4 = "2026-11-21T08:30:00Z";

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
    void what_fires_is_open_and_its_end_resolves_it() {
        fires(T1, "down");
        assertThat(all()).extracting(Notification::state).containsExactly(State.OPEN);

        ends(T2);

        assertThat(all()).extracting(Notification::state).containsExactly(State.RESOLVED);
        assertThat(all().get(0).resolvedBy()).isEqualTo("daemon");
    }

    @Test
    void the_same_beginning_again_writes_nothing_and_another_text_of_it_counts() {
        fires(T1, "down");
        int written = node.types().size();

        assertThat(fires(T1, "down").receipt().unchanged()).isTrue();
        assertThat(node.types()).hasSize(written);
        fires(T1, "down, 3 hosts");
        fires(T1, "down");

        assertThat(all()).hasSize(1);
        assertThat(all().get(0).title()).isEqualTo("down");
        assertThat(all().get(0).count()).isEqualTo(3);
    }

    @Test
    void the_same_end_again_writes_nothing() {
        fires(T1, "down");
        ends(T2);
        int written = node.types().size();

        assertThat(ends(T2).receipt().unchanged()).isTrue();
        assertThat(resolves("{'dedupKey':'web'}").receipt().unchanged()).isTrue();

        assertThat(node.types()).hasSize(written);
    }

    @Test
    void a_beginning_that_its_end_has_overtaken_stays_over() {
        fires(T1, "down");
        ends(T2);

        assertThat(fires(T1, "down").receipt().unchanged()).isTrue();

        assertThat(all()).extracting(Notification::state).containsExactly(State.RESOLVED);
    }

    @Test
    void what_goes_on_firing_long_after_its_end_fires_again() {
        fires(T1, "down");
        ends(T2);
        clock.advance(Limits.ALERT_OVERTAKEN_MAX);

        fires(T1, "down");

        assertThat(all()).extracting(Notification::state).containsExactly(State.OPEN, State.RESOLVED);
    }

    @Test
    void an_end_before_any_beginning_shows_nothing_and_the_late_beginning_is_shown_as_over() {
        ends(T2);
        assertThat(all()).isEmpty();

        fires(T1, "down");

        assertThat(all()).extracting(Notification::state).containsExactly(State.RESOLVED);
        assertThat(fires(T1, "down").receipt().unchanged()).isTrue();
        assertThat(all()).hasSize(1);
    }

    @Test
    void a_new_beginning_after_the_end_is_another_notification() {
        fires(T1, "down");
        ends(T2);
        fires(T3, "down");

        assertThat(all()).extracting(Notification::state).containsExactly(State.OPEN, State.RESOLVED);
    }

    @Test
    void an_old_end_does_not_close_what_began_later_and_an_old_beginning_changes_nothing() {
        fires(T1, "first");
        fires(T3, "second");

        ends(T2);
        fires(T1, "first");

        assertThat(all()).hasSize(1);
        assertThat(all().get(0).state()).isEqualTo(State.OPEN);
        assertThat(all().get(0).title()).isEqualTo("second");
        ends(T4);
        assertThat(all().get(0).state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void whoever_cares_keeps_it_and_its_end_resolves_it() {
        String id = ((Notification) fires(T1, "down").resource()).id();
        Await.result(node.send(JANE, "notification.acknowledge", id, "{}"));
        fires(T1, "still down");

        assertThat(all()).extracting(Notification::state).containsExactly(State.ACKNOWLEDGED);
        ends(T2);
        assertThat(all()).extracting(Notification::state).containsExactly(State.RESOLVED);
    }

    @Test
    void what_a_person_resolved_fires_again_when_it_is_told_again() {
        String id = ((Notification) fires(T1, "down").resource()).id();
        Await.result(node.send(JANE, "notification.resolve", id, "{}"));

        fires(T1, "down");

        assertThat(all()).extracting(Notification::state).containsExactly(State.OPEN, State.RESOLVED);
    }

    @Test
    void a_command_that_is_repeated_gets_its_first_answer() {
        fires(T1, "down");
        String id = Ids.next();
        String end = "{'dedupKey':'web','endsAt':'" + T2 + "'}";
        Outcome first = Await.result(node.send(DAEMON, id, "notification.resolve", "", end));
        fires(T3, "down");
        int written = node.types().size();

        Outcome again = Await.result(node.send(DAEMON, id, "notification.resolve", "", end));

        assertThat(again.receipt().duplicate()).isTrue();
        assertThat(again.resource()).isEqualTo(first.resource());
        assertThat(node.types()).hasSize(written);
    }

    @Test
    void beginnings_and_ends_that_race_on_two_nodes_come_to_one_end() {
        CommandHandler there = node.commandsOf(clock);
        Caller caller = new Caller(DAEMON, "http", null);
        List<Future<Outcome>> racing = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            CommandHandler handler = i % 2 == 0 ? node.commands() : there;
            String body = i % 4 < 2 ? firing(T1, "down") : "{'dedupKey':'web','endsAt':'" + T2 + "'}";
            String command = i % 4 < 2 ? "notification.post" : "notification.resolve";
            racing.add(handler.handle(TestNode.commandOf(Ids.next(), command, "", body), caller));
        }
        racing.forEach(Await::result);

        assertThat(all()).extracting(Notification::state).containsExactly(State.RESOLVED);
    }

    @Test
    void times_and_targets_that_do_not_fit_are_named() {
        assertThat(problem(node.send(DAEMON, "notification.post", "", "{'title':'t','startsAt':'" + T1 + "'}"))
                        .errors()
                        .get(0)
                        .pointer())
                .isEqualTo("/startsAt");
        assertThat(problem(node.send(DAEMON, "notification.resolve", Ids.next(), "{'dedupKey':'web'}"))
                        .errors()
                        .get(0)
                        .pointer())
                .isEqualTo("/dedupKey");
        assertThat(problem(node.send(DAEMON, "notification.resolve", Ids.next(), "{'endsAt':'" + T1 + "'}"))
                        .errors()
                        .get(0)
                        .pointer())
                .isEqualTo("/endsAt");
    }

    private Outcome fires(String startsAt, String title) {
        clock.advance(Duration.ofSeconds(1));
        return Await.result(node.send(DAEMON, "notification.post", "", firing(startsAt, title)));
    }

    private static String firing(String startsAt, String title) {
        return "{'title':'" + title + "','dedupKey':'web','startsAt':'" + startsAt + "','data':{'n':1,'x':1.50}}";
    }

    private Outcome ends(String endsAt) {
        return resolves("{'dedupKey':'web','endsAt':'" + endsAt + "'}");
    }

    private Outcome resolves(String body) {
        clock.advance(Duration.ofSeconds(1));
        return Await.result(node.send(DAEMON, "notification.resolve", "", body));
    }

    /** The newest first. */
    private List<Notification> all() {
        node.caughtUp("notifications");
        return Await.result(notifications.page(PageQuery.newestFirst(50, null))).items().stream()
                .map(row -> row.as(Notification.class))
                .toList();
    }
}
