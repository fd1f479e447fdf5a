package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code key.create}: let a program in.
 *
 * @param name who the program is: the actor of its events; letters, digits, {@code . _ -}
 * @param role a row of the ownership matrix: admin, daemon, bot, user, viewer
 * @param expiresIn how long the key lives; for ever when absent
 * @param langfuse whether to make a pair {@code pk-lf-…} and {@code sk-lf-…}, as clients of Langfuse want it; no when
 *     absent
 */
public record CreateKey(
        String name,
        String role,
        @Nullable String expiresIn,
        @Nullable Boolean langfuse) {
    public CreateKey {
        name = Check.required("name", name, 60);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new InvalidInput("/name", "name may have letters, digits, dot, underscore and hyphen");
        }
        role = Check.required("role", role, 40);
        Expiry.of(expiresIn, null);
    }

    /** A key with a secret alone. */
    public CreateKey(String name, String role, @Nullable String expiresIn) {
        this(name, role, expiresIn, null);
    }

    /** How long it lives; null for ever. */
    public @Nullable Duration lifetime() {
        return Expiry.of(expiresIn, null).in();
    }
}
