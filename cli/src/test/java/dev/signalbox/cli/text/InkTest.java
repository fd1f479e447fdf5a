package dev.signalbox.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InkTest {
    @Test
    void lets_nobody_steer_the_terminal() {
        String nasty = "done\u001b]0;owned\u0007\u001b[2K\rapproved\u202Edlrow\u009b31m";

        assertThat(Ink.plain(nasty)).isEqualTo("done]0;owned[2K approveddlrow31m");
        assertThat(new Ink(true).red(nasty)).isEqualTo("\u001b[31mdone]0;owned[2K approveddlrow31m\u001b[0m");
    }

    @Test
    void keeps_what_people_write() {
        assertThat(Ink.plain("naïve ☕ 👩‍💻\nnext")).isEqualTo("naïve ☕ 👩‍💻 next");
    }

    @Test
    void gives_plain_text_where_colours_are_off() {
        assertThat(new Ink(false).green("ok")).isEqualTo("ok");
    }
}
