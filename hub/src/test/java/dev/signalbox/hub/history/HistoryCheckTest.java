package dev.signalbox.hub.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.history.Finding.Kind;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the check finds what it is for: a small good history, then one thing wrong with it at a time. */
class HistoryCheckTest {
    private final List<Sent> history = new ArrayList<>();
    private final List<StoredEvent> log = new ArrayList<>();

    @BeforeEach
    void a_good_history() {
        history.add(sent("a", "notification.post", null, null, 10).acknowledged(20, "notification/n", 1, 1));
        history.add(sent("b", "notification.acknowledge", "n", 1L, 30).acknowledged(40, "notification/n", 2, 2));
        history.add(sent("c", "question.ask", null, null, 50).acknowledged(60, "question/q", 3, 1));
        history.add(sent("d", "question.answer", "q", null, 70).acknowledged(80, "question/q", 4, 2));
        history.add(sent("e", "notification.acknowledge", "n", 1L, 70).refused(80, "version_conflict"));
        history.add(sent("f", "notification.post", null, null, 90));
        write("notification/n", 1, "a", "notification.posted");
        write("notification/n", 2, "b", "notification.acknowledged");
        write("question/q", 1, "c", "question.asked");
        write("question/q", 2, "d", "question.answered");
    }

    @Test
    void nothing_is_found_in_a_good_history() {
        assertThat(found()).isEmpty();
    }

    @Test
    void what_is_unknown_may_be_in_the_log_or_not() {
        write("notification/m", 1, "f", "notification.posted");

        assertThat(found()).isEmpty();
    }

    @Test
    void an_acknowledged_event_that_is_missing() {
        log.remove(3);

        assertThat(found()).containsExactly(Kind.LOST);
    }

    @Test
    void an_event_at_another_place_than_its_receipt_says() {
        history.get(0).acknowledged(20, "notification/n", 2, 1);

        assertThat(found()).containsExactly(Kind.MOVED);
    }

    @Test
    void two_events_in_another_order_than_their_acknowledgements() {
        history.set(2, sent("c", "question.ask", null, null, 5).acknowledged(8, "question/q", 3, 1));

        assertThat(found()).containsOnly(Kind.ORDER);
    }

    @Test
    void an_event_of_a_refused_command() {
        write("notification/n", 3, "e", "notification.acknowledged");

        assertThat(found()).containsExactly(Kind.REFUSED_BUT_WRITTEN);
    }

    @Test
    void a_refusal_although_the_version_was_right() {
        history.add(sent("g", "notification.resolve", "n", 2L, 100).refused(110, "version_conflict"));

        assertThat(found()).containsExactly(Kind.UNJUSTIFIED_REFUSAL);
    }

    @Test
    void an_acknowledgement_although_the_version_was_wrong() {
        history.add(sent("g", "notification.resolve", "n", 1L, 100).acknowledged(110, "notification/n", 5, 3));
        write("notification/n", 3, "g", "notification.resolved");

        assertThat(found()).containsExactly(Kind.VERSION_IGNORED);
    }

    @Test
    void a_second_answer_to_a_question() {
        history.add(sent("g", "question.answer", "q", null, 100).acknowledged(110, "question/q", 5, 3));
        write("question/q", 3, "g", "question.answered");

        assertThat(found()).containsExactly(Kind.TWO_WINNERS);
    }

    @Test
    void an_event_that_nobody_asked_for() {
        write("notification/x", 1, "x", "notification.posted");

        assertThat(found()).containsExactly(Kind.UNASKED);
    }

    @Test
    void an_event_that_is_there_twice() {
        write("notification/n", 3, "b", "notification.acknowledged");

        assertThat(found()).contains(Kind.DUPLICATE_ID);
    }

    @Test
    void a_position_that_is_left_out() {
        history.remove(3);
        log.remove(3);
        log.add(event(5, "question/q", 2, "f", "question.answered"));

        assertThat(found()).containsExactly(Kind.POSITION_GAP);
    }

    @Test
    void a_version_that_is_left_out() {
        history.remove(3);
        log.remove(3);
        log.add(event(4, "question/q", 3, "f", "question.answered"));

        assertThat(found()).containsExactly(Kind.VERSION_GAP);
    }

    @Test
    void an_event_that_was_changed_afterwards() {
        log.get(1).data()[1] ^= 1;

        assertThat(found()).containsExactly(Kind.CHAIN);
    }

    @Test
    void a_row_that_was_refused_for_the_version_that_it_has() {
        history.add(sent("g", "table.put", "runs/r", 0L, 100).acknowledged(110, "runs/r", 5, 1));
        write("runs/r", 1, "g", "runs.put");
        history.add(sent("h", "table.put", "runs/r", 0L, 120).refused(130, "version_conflict"));
        assertThat(found()).isEmpty();

        history.add(sent("i", "table.put", "runs/r", 1L, 140).refused(150, "version_conflict"));

        assertThat(found()).containsExactly(Kind.UNJUSTIFIED_REFUSAL);
    }

    private List<Kind> found() {
        return HistoryCheck.findings(history, new StoredLog(log)).stream()
                .map(Finding::kind)
                .toList();
    }

    private static Sent sent(String id, String command, String target, Long expectedVersion, long at) {
        return new Sent(id, command, target, expectedVersion, Json.object()).sent(at);
    }

    private void write(String stream, long version, String id, String type) {
        log.add(event(log.size() + 1, stream, version, id, type));
    }

    /** With the hash that follows from the event before it. */
    private StoredEvent event(long position, String stream, long version, String id, String type) {
        byte[] previous = position == 1
                ? new byte[32]
                : log.get((int) Math.min(position - 2, log.size() - 1)).hash();
        byte[] data = "{}".getBytes(StandardCharsets.UTF_8);
        StoredEvent open = new StoredEvent(
                position, stream, version, id, type, "jane", 1, 2, null, null, data, new byte[16], new byte[32]);
        byte[] hash = StoredLog.hash(previous, open);
        return new StoredEvent(position, stream, version, id, type, "jane", 1, 2, null, null, data, new byte[16], hash);
    }
}
