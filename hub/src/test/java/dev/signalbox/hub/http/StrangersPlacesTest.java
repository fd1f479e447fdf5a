package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Limits;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each connection here has a loop of its own, whose time goes on only when the test says so. */
class StrangersPlacesTest {
    private final Strangers strangers = Strangers.of(false);
    private final List<EmbeddedChannel> connections = new ArrayList<>();

    @Test
    void a_crowd_whose_loops_had_no_time_to_read_is_not_silent() {
        come(Limits.STRANGERS_OF_ADDRESS_MAX + 500);

        assertThat(connections).allMatch(EmbeddedChannel::isOpen);
    }

    @Test
    void whoever_was_silent_the_longest_makes_room() {
        come(Limits.STRANGERS_OF_ADDRESS_MAX);
        for (int i = 0; i < connections.size(); i++) if (i != 7) waits(connections.get(i));

        come(1);
        waits(connections.get(7));
        come(1);

        assertThat(connections.get(0).isOpen()).isFalse();
        assertThat(connections.get(1).isOpen()).isFalse();
        assertThat(connections.subList(2, connections.size())).allMatch(EmbeddedChannel::isOpen);
        assertThat(strangers.count()).isEqualTo(Limits.STRANGERS_OF_ADDRESS_MAX);
    }

    @Test
    void one_that_is_there_no_more_makes_no_room() {
        come(Limits.STRANGERS_OF_ADDRESS_MAX);
        connections.forEach(StrangersPlacesTest::waits);

        strangers.ended(connections.get(0));
        come(1);

        assertThat(connections).allMatch(EmbeddedChannel::isOpen);
    }

    @Test
    void nobody_is_let_in_where_all_places_and_as_many_again_are_taken_a_moment_ago() {
        come(2 * Limits.STRANGERS_MAX);

        EmbeddedChannel late = frozen();

        assertThat(strangers.add(late)).isFalse();
        assertThat(late.isOpen()).isFalse();
        assertThat(connections).allMatch(EmbeddedChannel::isOpen);
    }

    private void come(int count) {
        for (int i = 0; i < count; i++) {
            EmbeddedChannel connection = frozen();
            connections.add(connection);
            strangers.add(connection);
        }
    }

    private static EmbeddedChannel frozen() {
        EmbeddedChannel connection = new EmbeddedChannel();
        connection.freezeTime();
        return connection;
    }

    private static void waits(EmbeddedChannel connection) {
        connection.advanceTimeBy(3, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }
}
