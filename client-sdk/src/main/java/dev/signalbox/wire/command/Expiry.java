package dev.signalbox.wire.command;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a thing expires, as its writer wished it: after a time that counts from the hub's acceptance, at a time, or
 * never.
 *
 * @param in how long after the hub recorded it; at least one millisecond
 * @param at the absolute end; never together with {@code in}
 */
public record Expiry(@Nullable Duration in, @Nullable Instant at) {
    /** Never. */
    public static final Expiry NEVER = new Expiry(null, null);

    /** Reads the two fields of a command. Fails with {@link InvalidInput}. */
    static Expiry of(@Nullable String expiresIn, @Nullable Instant expiresAt) {
        if (expiresIn != null && expiresAt != null) {
            throw new InvalidInput("/expiresAt", "give expiresIn or expiresAt, not both");
        }
        if (expiresIn == null) return expiresAt == null ? NEVER : new Expiry(null, expiresAt);
        Duration in;
        try {
            in = Times.parseDuration(expiresIn);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("/expiresIn", String.valueOf(e.getMessage()));
        }
        if (in.toMillis() < 1 || in.compareTo(Limits.EXPIRY_MAX) > 0) {
            throw new InvalidInput(
                    "/expiresIn", "expiresIn must be between 1 ms and " + Limits.EXPIRY_MAX.toDays() + " days");
        }
        return new Expiry(in, null);
    }

    /** Fails with {@link InvalidInput} when the end is further away than {@link Limits#EXPIRY_MAX}. */
    public void checkReach(Instant now) {
        if (at != null && at.isAfter(now.plus(Limits.EXPIRY_MAX))) {
            throw new InvalidInput(
                    "/expiresAt",
                    "expiresAt must be at most " + Limits.EXPIRY_MAX.toDays()
                            + " days from now; leave it out for never");
        }
    }

    /** The end, when the hub recorded the wish at {@code recordedAt}; null for never. */
    public @Nullable Instant from(Instant recordedAt) {
        return in == null ? at : recordedAt.plus(in);
    }
}
