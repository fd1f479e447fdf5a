package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tickets of one hub node: each opens one live stream, or signs one browser in, in place of the key that asked for it,
 * for whoever cannot set a header, as a browser's {@code EventSource}. It is good once, for {@link Limits#TICKET_LIFE};
 * what it opens has the rights of the key, and ends with them. Kept in memory alone. Any thread.
 */
public final class Tickets {
    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    /** The oldest first. */
    private final Map<String, Held> live = new LinkedHashMap<>();

    public Tickets(Clock clock) {
        this.clock = clock;
    }

    /**
     * What a ticket stands for.
     *
     * @param opens the path at which it stands in place of a key
     * @param secret that was shown
     * @param space that was named beside it; null when none was
     * @param keyId whose it is
     */
    public record Held(
            String opens, String secret, @Nullable String space, String keyId, Instant until) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "a ticket of " + keyId;
        }
    }

    /** A ticket, and until when it opens. */
    public record Ticket(String ticket, Instant expiresAt) {}

    /**
     * A fresh ticket. Fails with {@link Refused}, {@code overloaded}, when the key has
     * {@link Limits#TICKETS_OF_KEY_MAX} or all have {@link Limits#TICKETS_MAX}.
     *
     * @param opens the path at which it stands in place of the key
     */
    public synchronized Ticket give(String opens, String secret, @Nullable String space, String keyId) {
        Instant now = clock.instant();
        forget(now);
        long own = live.values().stream()
                .filter(held -> held.keyId().equals(keyId))
                .count();
        if (own >= Limits.TICKETS_OF_KEY_MAX || live.size() >= Limits.TICKETS_MAX) {
            throw new Refused(
                    ProblemCode.OVERLOADED,
                    "there are as many tickets as may be that nobody has used; use one, or wait until they have ended");
        }
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        String ticket = "sbt_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Instant until = now.plus(Limits.TICKET_LIFE);
        live.put(ticket, new Held(opens, secret, space, keyId, until));
        return new Ticket(ticket, until);
    }

    /**
     * What a ticket stands for, the first time; null for one that was used, has ended, never was, or opens another
     * path.
     */
    public synchronized @Nullable Held use(String ticket, String path) {
        Held held = live.remove(ticket);
        boolean opens =
                held != null && held.opens().equals(path) && clock.instant().isBefore(held.until());
        return opens ? held : null;
    }

    private void forget(Instant now) {
        for (Iterator<Held> each = live.values().iterator(); each.hasNext(); ) {
            if (!now.isBefore(each.next().until())) each.remove();
        }
    }
}
