package dev.signalbox.hub.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.history.Finding.Kind;
import dev.signalbox.hub.history.SubscriberCheck.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That the check of what subscribers got finds what it is for. */
class SubscriberCheckTest {
    private final List<StoredEvent> log = List.of(
            event(1, "key.created"),
            event(2, "question.asked"),
            event(3, "question.answered"),
            event(4, "question.asked"));
    private final List<Delivery> got =
            new ArrayList<>(List.of(new Delivery(2, "id2"), new Delivery(3, "id3"), new Delivery(4, "id4")));

    @Test
    void each_visible_event_once_in_order_is_right() {
        assertThat(found()).isEmpty();
    }

    @Test
    void an_event_that_never_came() {
        got.remove(1);

        assertThat(found()).containsExactly(Kind.SKIPPED);
    }

    @Test
    void an_event_that_came_twice() {
        got.add(1, got.get(0));

        assertThat(found()).containsExactly(Kind.REPEATED);
    }

    @Test
    void events_that_changed_places() {
        got.add(0, got.remove(1));

        assertThat(found()).containsExactly(Kind.REPEATED);
    }

    @Test
    void an_event_that_the_role_may_not_see() {
        got.add(0, new Delivery(1, "id1"));

        assertThat(found()).containsExactly(Kind.FORBIDDEN);
    }

    @Test
    void an_event_that_vanished_from_the_log() {
        got.add(new Delivery(5, "id5"));

        assertThat(found()).containsExactly(Kind.FORBIDDEN);
    }

    private Stream<Kind> found() {
        return SubscriberCheck.findings(
                        "jane", got, log, event -> !event.family().equals("key"))
                .stream()
                .map(Finding::kind);
    }

    private static StoredEvent event(long position, String type) {
        return new StoredEvent(
                position, "thing/" + position, 1, "id" + position, type, "jane", 1, 1, null, null, null, null, null);
    }
}
