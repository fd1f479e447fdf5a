package dev.signalbox.hub.key;

import static dev.signalbox.hub.Given.START;
import static dev.signalbox.hub.key.KeyCommands.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.EventFamily;
import dev.signalbox.hub.Given;
import dev.signalbox.hub.key.KeyEvent.KeyCreated;
import dev.signalbox.hub.key.KeyEvent.KeyRefused;
import dev.signalbox.hub.key.KeyEvent.KeyRevoked;
import dev.signalbox.hub.key.KeyEvent.KeyRotated;
import dev.signalbox.hub.key.KeyEvent.KeySignedIn;
import dev.signalbox.hub.key.KeyEvent.KeySignedOut;
import dev.signalbox.hub.key.KeyEvent.Reason;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.RevokeKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KeyTest {
    private static final KeySecret SECRET = KeySecret.generate("daemon", new SecureRandom());

    @Test
    void no_event_was_forgotten() {
        List<KeyEvent> samples = List.of(
                created("30d"),
                created(null),
                new KeyRotated("ab".repeat(32), "PT1H"),
                new KeyRevoked(),
                new KeySignedIn("Ab12Cd34", "cd".repeat(32), "ef".repeat(8), "Browser 1"),
                new KeySignedOut("Zz99Zz99", "jane"),
                new KeyRefused(Reason.MANGLED, "127.0.0.1", null));

        EventFamily.assertComplete(KeyEvent.class, KeyEvent.CODEC, samples, KeyTable.KEYS.projection());
        for (KeyEvent sample : samples) {
            var recorded = Given.recorded(KEYS, "root", sample, START, 2);
            assertThat(KeyEvent.CODEC.decode(recorded)).isEqualTo(sample);
            KeyState state = sample instanceof KeyCreated ? KeyState.NONE : made().state();
            if (sample instanceof KeyRefused)
                assertThat(state.after(sample, recorded)).isEqualTo(state);
            else assertThat(state.after(sample, recorded)).isNotEqualTo(state);
        }
    }

    @Test
    void the_event_holds_the_hash_and_never_the_secret() {
        String data = new String(KeyEvent.CODEC.encode(created("30d")), StandardCharsets.UTF_8);

        assertThat(data).contains(SECRET.sha256()).doesNotContain(SECRET.text());
    }

    @Test
    void a_lifetime_counts_from_when_the_hub_recorded_it() {
        assertThat(made().state().present().expiresAt()).isEqualTo(START.plus(Duration.ofDays(30)));
    }

    @Test
    void a_role_that_no_key_can_have_is_refused() {
        Given.nothing(KEYS)
                .when(none ->
                        KeyState.create(new CreateKey("x", "emperor", null), SECRET, null, OwnershipMatrix.shipped()))
                .thenInvalid("/role");
        Given.nothing(KEYS)
                .when(none ->
                        KeyState.create(new CreateKey("x", "system", null), SECRET, null, OwnershipMatrix.shipped()))
                .thenInvalid("/role");
    }

    @Test
    void nobody_takes_the_name_of_the_hub() {
        Given.nothing(KEYS)
                .when(none -> KeyState.create(
                        new CreateKey("signalbox", "user", null), SECRET, null, OwnershipMatrix.shipped()))
                .thenInvalid("/name");
    }

    @Test
    void revoking_again_changes_nothing() {
        made().when(key -> key.revoke(new RevokeKey(null), false)).then(new KeyRevoked());
        made().and("root", new KeyRevoked())
                .when(key -> key.revoke(new RevokeKey(null), false))
                .thenNothing();
    }

    @Test
    void what_was_never_made_is_not_found() {
        Given.nothing(KEYS).when(key -> key.revoke(new RevokeKey(null), false)).thenRefused(ProblemCode.NOT_FOUND);
    }

    @Test
    void the_last_key_of_an_admin_goes_by_force_only() {
        made().when(key -> key.revoke(new RevokeKey(null), true)).thenRefused(ProblemCode.WOULD_ORPHAN);
        made().when(key -> key.revoke(new RevokeKey(false), true)).thenRefused(ProblemCode.WOULD_ORPHAN);
        made().when(key -> key.revoke(new RevokeKey(true), true)).then(new KeyRevoked());
    }

    private static Given<KeyState, KeyEvent> made() {
        return Given.nothing(KEYS).and("root", created("30d"));
    }

    private static KeyEvent created(String expiresIn) {
        return KeyState.create(new CreateKey("ci", "daemon", expiresIn), SECRET, null, OwnershipMatrix.shipped())
                .get(0);
    }
}
