package dev.signalbox.hub.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MangledSecretTest {
    private static final KeySecret SECRET = KeySecret.generate("daemon", new SecureRandom());

    @Property
    void one_wrong_character_is_noticed(@ForAll @IntRange(min = 0, max = 57) int at, @ForAll("printable") char wrong) {
        String secret = SECRET.text();
        Assume.that(at < secret.length() && secret.charAt(at) != wrong);

        String mangled = secret.substring(0, at) + wrong + secret.substring(at + 1);

        assertThat(KeySecret.parse(mangled)).isEmpty();
    }

    @Property
    void two_neighbours_swapped_are_noticed(@ForAll @IntRange(min = 0, max = 56) int at) {
        String secret = SECRET.text();
        Assume.that(at + 1 < secret.length() && secret.charAt(at) != secret.charAt(at + 1));

        String swapped = secret.substring(0, at) + secret.charAt(at + 1) + secret.charAt(at) + secret.substring(at + 2);

        assertThat(KeySecret.parse(swapped)).isEmpty();
    }

    @Provide
    Arbitrary<Character> printable() {
        return Arbitraries.chars().range('!', '~');
    }
}
