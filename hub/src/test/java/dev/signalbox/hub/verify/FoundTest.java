package dev.signalbox.hub.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;

class FoundTest {
    @Test
    void a_look_that_has_only_begun_says_what_it_does() {
        assertThat(new Found(Clock.systemUTC()).soFar().doing()).isNotBlank();
    }
}
