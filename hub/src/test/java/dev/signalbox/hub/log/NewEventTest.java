package dev.signalbox.hub.log;

import static dev.signalbox.hub.log.Appends.event;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NewEventTest {
    @Test
    void text_that_not_every_store_can_keep_is_refused() {
        assertThatThrownBy(() -> event("s/a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> event("s/1", "a\0.made")).isInstanceOf(IllegalArgumentException.class);
    }
}
