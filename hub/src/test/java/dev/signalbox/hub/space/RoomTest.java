package dev.signalbox.hub.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RoomTest {
    private static final long MB = 1024 * 1024;

    @Test
    void what_the_old_store_takes_and_a_tenth_is_needed() {
        assertThat(Room.ofStore(100 * MB, 0, 118 * MB).isEnough()).isTrue();
        assertThat(Room.ofStore(100 * MB, 0, 118 * MB - 1).isEnough()).isFalse();
        assertThat(Room.ofStore(100 * MB, 0, 50 * MB).words("/srv"))
                .isEqualTo("about 118 MB are needed at /srv, and 50 MB are left");
    }

    @Test
    void what_an_earlier_try_has_brought_is_not_needed_again() {
        assertThat(Room.ofStore(100 * MB, 90 * MB, 28 * MB).isEnough()).isTrue();
        assertThat(Room.ofStore(100 * MB, 900 * MB, 8 * MB).isEnough()).isTrue();
    }

    @Test
    void segments_need_a_part_of_what_they_hold() {
        assertThat(Room.ofSegments(150 * MB, 10 * MB).isEnough()).isTrue();
        assertThat(Room.ofSegments(150 * MB, 10 * MB - 1).isEnough()).isFalse();
        assertThat(Room.ofSegments(0, 0).isEnough()).isTrue();
    }
}
