package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void reads_what_it_writes() {
        Cursor cursor = new Cursor("0a1b2c3d", 42, "deadbeef");

        assertThat(cursor).hasToString("0a1b2c3d.42.deadbeef");
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
        assertThat(Cursor.start("0a1b2c3d")).hasToString("0a1b2c3d.0.00000000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "42",
                "start",
                "0a1b2c3d.42",
                "0a1b2c3d.42.deadbeef.",
                "0A1B2C3D.42.deadbeef",
                "0a1b2c3.42.deadbeef",
                "0a1b2c3d.-1.deadbeef",
                "0a1b2c3d.1234567890123456789.deadbeef",
                "0a1b2c3d.42.deadbeef\n"
            })
    void refuses_what_the_hub_never_gave(String text) {
        assertThatThrownBy(() -> Cursor.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
