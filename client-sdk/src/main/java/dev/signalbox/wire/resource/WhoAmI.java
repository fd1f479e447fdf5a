package dev.signalbox.wire.resource;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /v1/whoami}.
 *
 * @param key id of the key, eight characters
 * @param mayRead tables that the role reads
 * @param mayWrite commands that the role may send
 */
public record WhoAmI(
        String key,
        String name,
        String role,
        String space,
        @Nullable Instant expiresAt,
        List<String> mayRead,
        List<String> mayWrite) {
    public WhoAmI {
        mayRead = List.copyOf(mayRead);
        mayWrite = List.copyOf(mayWrite);
    }
}
