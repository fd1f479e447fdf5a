package dev.signalbox.cli.space;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.client.http.OperatorApi;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.RotateKey;
import dev.signalbox.wire.resource.Key;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key of a service in the space that is called like it, for one who provisions it again and does not have the
 * secret any more. Whoever runs with an older secret is not cut: it opens for a day at least, however often this is
 * repeated. A key whose last rotation still overlaps therefore stays as it is, and another one of the same name is made
 * beside it; the older ones end a day after they were replaced.
 */
final class ServiceKey {
    /** How long a secret still opens that was replaced. */
    static final String OVERLAP = "24h";

    /** Keys of one name, as long as their secrets overlap. */
    private static final int KEYS_MAX = 20;

    private final CommandRun run;
    private final String service;
    private final OperatorApi within;

    ServiceKey(CommandRun run, String service) {
        this.run = run;
        this.service = service;
        this.within = run.hubIn(service).operator();
    }

    /**
     * A key with a fresh secret.
     *
     * @param role that it has to have; null for the one that it has, or {@code admin}
     */
    Key again(@Nullable String role) {
        List<Key> keys = present();
        if (keys.size() >= KEYS_MAX) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "The space " + service + " has " + keys.size() + " keys of the name " + service + " already.",
                    "End those that nobody uses: signalbox keys list --space " + service
                            + ", then signalbox keys revoke ID" + " --space " + service);
        }
        Key newest = keys.isEmpty() ? null : keys.get(0);
        String wanted = role != null ? role : newest == null ? "admin" : newest.role();
        Key fresh =
                newest != null && !overlaps(newest) && wanted.equals(newest.role()) ? rotated(newest) : made(wanted);
        for (Key old : keys) if (!old.id().equals(fresh.id())) end(old, keys);
        return fresh;
    }

    /** Those that open, the newest first. */
    private List<Key> present() {
        Instant now = run.now();
        return Pages.all(run, Map.of(), within::keys).stream()
                .filter(key -> key.name().equals(service) && key.revokedAt() == null)
                .filter(key -> key.expiresAt() == null || now.isBefore(key.expiresAt()))
                .sorted(Comparator.comparing(Key::createdAt).reversed())
                .toList();
    }

    private Key rotated(Key key) {
        return run.await(within.rotateKey(key.id(), new RotateKey(OVERLAP)));
    }

    private Key made(String role) {
        return run.await(within.createKey(new CreateKey(service, role, null)));
    }

    /** First its secret gets a last day, and behind that day it goes. */
    private void end(Key old, List<Key> keys) {
        if (overlaps(old)) return;
        Instant rotated = old.rotatedAt();
        boolean lastDayIsOver = rotated != null
                && keys.stream()
                        .anyMatch(newer -> newer.createdAt().isAfter(old.createdAt())
                                && newer.createdAt().isBefore(rotated));
        if (lastDayIsOver) run.await(within.revokeKey(old.id()));
        else rotated(old);
    }

    /** Whether the secret before the one that it has still opens. */
    private boolean overlaps(Key key) {
        Instant until = key.oldSecretUntil();
        return until != null && run.now().isBefore(until);
    }
}
