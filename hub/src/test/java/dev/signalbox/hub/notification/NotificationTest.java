package dev.signalbox.hub.notification;

import static dev.signalbox.hub.Given.START;
import static dev.signalbox.hub.notification.NotificationCommands.NOTIFICATIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.EventFamily;
import dev.signalbox.hub.Given;
import dev.signalbox.hub.notification.NotificationEvent.DedupKeyHeard;
import dev.signalbox.hub.notification.NotificationEvent.DedupKeyTaken;
import dev.signalbox.hub.notification.NotificationEvent.NotificationAcknowledged;
import dev.signalbox.hub.notification.NotificationEvent.NotificationExpired;
import dev.signalbox.hub.notification.NotificationEvent.NotificationPosted;
import dev.signalbox.hub.notification.NotificationEvent.NotificationRepeated;
import dev.signalbox.hub.notification.NotificationEvent.NotificationResolved;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.ResolveNotification;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Notification.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class NotificationTest {
    private static final CloseNotification PLAIN = new CloseNotification(null);
    private static final CloseNotification DONE = new CloseNotification("done");
    private static final ResolveNotification RESOLVED = new ResolveNotification(null, null, null);
    private static final ResolveNotification RESOLVED_DONE = new ResolveNotification("done", null, null);
    private static final Instant END = START.plus(Duration.ofHours(1));
    private static final Instant LATER = START.plus(Duration.ofMinutes(5));

    @Test
    void no_event_was_forgotten() {
        List<NotificationEvent> samples = List.of(
                post("{'title':'Build failed','dedupKey':'build','data':{'run':7},'tags':['build']}"),
                repeat("{'title':'Build failed again','dedupKey':'build','link':'https://ci.example/8'}"),
                new NotificationAcknowledged("on it"),
                new NotificationResolved(null),
                new NotificationExpired(),
                new DedupKeyTaken("build", "0193"),
                new DedupKeyHeard("build", START, null));

        EventFamily.assertComplete(
                NotificationEvent.class,
                NotificationEvent.CODEC,
                samples,
                NotificationTable.NOTIFICATIONS.projection());
        for (NotificationEvent sample : samples) {
            var recorded = Given.recorded(NOTIFICATIONS, "ci", sample, START, 2);
            assertThat(NotificationEvent.CODEC.decode(recorded)).isEqualTo(sample);
            if (sample instanceof DedupKeyTaken) {
                assertThat(DedupKey.FREE.after(sample, recorded))
                        .isEqualTo(new DedupKey("build", "0193", null, null, null));
            } else if (sample instanceof DedupKeyHeard) {
                assertThat(DedupKey.FREE.after(sample, recorded))
                        .isEqualTo(new DedupKey("build", null, START, null, null));
            } else {
                NotificationState state =
                        sample instanceof NotificationPosted ? NotificationState.NONE : posted().state();
                assertThat(state.after(sample, recorded)).isNotEqualTo(state);
            }
        }
    }

    @Nested
    class Posting {
        @Test
        void a_new_one_is_open_and_counts_one() {
            Notification notification = posted().state().present();

            assertThat(notification.state()).isEqualTo(State.OPEN);
            assertThat(notification.count()).isEqualTo(1);
            assertThat(notification.priority()).isEqualTo(3);
            assertThat(notification.source()).isEqualTo("ci");
            assertThat(notification.expiresAt()).isEqualTo(END);
        }

        @Test
        void a_repeat_counts_and_says_what_the_newest_post_says() {
            Notification notification = posted().and(
                            "other", repeat("{'title':'Build failed again','priority':5,'dedupKey':'build'}"), LATER)
                    .state()
                    .present();

            assertThat(notification.count()).isEqualTo(2);
            assertThat(notification.title()).isEqualTo("Build failed again");
            assertThat(notification.priority()).isEqualTo(5);
            assertThat(notification.expiresAt()).isNull();
            assertThat(notification.source()).isEqualTo("ci");
            assertThat(notification.createdAt()).isEqualTo(START);
            assertThat(notification.updatedAt()).isEqualTo(LATER);
            assertThat(notification.dedupKey()).isEqualTo("build");
        }

        @Test
        void a_repeat_leaves_an_acknowledged_one_acknowledged() {
            Notification notification = posted().and("jane", new NotificationAcknowledged("on it"))
                    .and("ci", repeat("{'title':'Build failed again','dedupKey':'build'}"), LATER)
                    .state()
                    .present();

            assertThat(notification.state()).isEqualTo(State.ACKNOWLEDGED);
            assertThat(notification.acknowledgedBy()).isEqualTo("jane");
            assertThat(notification.comment()).isEqualTo("on it");
        }

        @Test
        void it_holds_its_dedup_key_until_it_is_resolved_or_over() {
            assertThat(NotificationState.NONE.holdsDedupKey(START)).isFalse();
            assertThat(posted().state().holdsDedupKey(START)).isTrue();
            assertThat(posted().and("jane", new NotificationAcknowledged(null))
                            .state()
                            .holdsDedupKey(START))
                    .isTrue();
            assertThat(posted().state().holdsDedupKey(END)).isFalse();
            assertThat(posted().and("jane", new NotificationResolved(null))
                            .state()
                            .holdsDedupKey(START))
                    .isFalse();
            assertThat(posted().and("signalbox", new NotificationExpired())
                            .state()
                            .holdsDedupKey(START))
                    .isFalse();
        }
    }

    @Nested
    class Acknowledging {
        @Test
        void an_open_one_is_acknowledged() {
            posted().when(notification -> notification.acknowledge(DONE, START))
                    .then(new NotificationAcknowledged("done"));
        }

        @Test
        void again_changes_nothing_nor_when_it_is_resolved() {
            posted().and("jane", new NotificationAcknowledged(null))
                    .when(notification -> notification.acknowledge(PLAIN, START))
                    .thenNothing();
            posted().and("jane", new NotificationResolved(null))
                    .when(notification -> notification.acknowledge(PLAIN, START))
                    .thenNothing();
        }

        @Test
        void the_same_comment_again_changes_nothing() {
            posted().and("jane", new NotificationAcknowledged("done"))
                    .when(notification -> notification.acknowledge(DONE, START))
                    .thenNothing();
        }

        @Test
        void a_new_comment_is_not_dropped_in_silence() {
            Problem problem = posted().and("jane", new NotificationAcknowledged("on it"))
                    .when(notification -> notification.acknowledge(DONE, START))
                    .thenRefused(ProblemCode.ALREADY_RESOLVED);

            assertThat(problem.detail()).contains("jane");
            assertThat(problem.current().path("resource").path("comment").textValue())
                    .isEqualTo("on it");
        }

        @Test
        void after_the_end_it_is_refused_also_when_the_timer_has_not_fired() {
            posted().when(notification -> notification.acknowledge(PLAIN, END)).thenRefused(ProblemCode.EXPIRED);
            posted().and("signalbox", new NotificationExpired())
                    .when(notification -> notification.acknowledge(PLAIN, START))
                    .thenRefused(ProblemCode.EXPIRED);
        }

        @Test
        void what_nobody_posted_is_not_found() {
            Given.nothing(NOTIFICATIONS)
                    .when(notification -> notification.acknowledge(PLAIN, START))
                    .thenRefused(ProblemCode.NOT_FOUND);
        }
    }

    @Nested
    class Resolving {
        @Test
        void an_open_one_and_an_acknowledged_one_are_resolved() {
            posted().when(notification -> notification.resolve(RESOLVED_DONE, START))
                    .then(new NotificationResolved("done"));
            posted().and("jane", new NotificationAcknowledged("on it"))
                    .when(notification -> notification.resolve(RESOLVED, START))
                    .then(new NotificationResolved(null));
        }

        @Test
        void it_shows_who_and_keeps_who_had_acknowledged_it() {
            Notification notification = posted().and("jane", new NotificationAcknowledged("on it"))
                    .and("joe", new NotificationResolved(null), LATER)
                    .state()
                    .present();

            assertThat(notification.state()).isEqualTo(State.RESOLVED);
            assertThat(notification.resolvedBy()).isEqualTo("joe");
            assertThat(notification.resolvedAt()).isEqualTo(LATER);
            assertThat(notification.acknowledgedBy()).isEqualTo("jane");
            assertThat(notification.comment()).isEqualTo("on it");
        }

        @Test
        void again_changes_nothing() {
            posted().and("joe", new NotificationResolved("done"))
                    .when(notification -> notification.resolve(RESOLVED_DONE, END))
                    .thenNothing();
        }

        @Test
        void a_new_comment_is_not_dropped_in_silence() {
            posted().and("joe", new NotificationResolved(null))
                    .when(notification -> notification.resolve(RESOLVED_DONE, START))
                    .thenRefused(ProblemCode.ALREADY_RESOLVED);
        }

        @Test
        void after_the_end_it_is_refused() {
            posted().when(notification -> notification.resolve(RESOLVED, END)).thenRefused(ProblemCode.EXPIRED);
        }
    }

    @Nested
    class Expiring {
        @Test
        void at_its_end_it_expires_acknowledged_or_not() {
            posted().when(notification -> notification.expire(END)).then(new NotificationExpired());
            posted().and("jane", new NotificationAcknowledged(null))
                    .when(notification -> notification.expire(END))
                    .then(new NotificationExpired());
        }

        @Test
        void before_it_nothing_happens_and_after_it_is_settled_neither() {
            posted().when(notification -> notification.expire(END.minusNanos(1_000)))
                    .thenNothing();
            posted().and("joe", new NotificationResolved(null))
                    .when(notification -> notification.expire(END))
                    .thenNothing();
        }

        @Test
        void a_repeat_that_moved_the_end_is_heeded() {
            posted().and("ci", repeat("{'title':'again','expiresIn':'1h','dedupKey':'build'}"), LATER)
                    .when(notification -> notification.expire(END))
                    .thenNothing();
        }
    }

    private static Given<NotificationState, NotificationEvent> posted() {
        return Given.nothing(NOTIFICATIONS)
                .and("ci", post("{'title':'Build failed','expiresIn':'1h','dedupKey':'build'}"));
    }

    private static NotificationPosted post(String json) {
        return (NotificationPosted) NotificationState.post(wish(json)).get(0);
    }

    private static NotificationRepeated repeat(String json) {
        return (NotificationRepeated) NotificationState.repeat(wish(json)).get(0);
    }

    private static PostNotification wish(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), PostNotification.class);
    }
}
