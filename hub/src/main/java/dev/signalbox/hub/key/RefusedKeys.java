package dev.signalbox.hub.key;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.key.KeyEvent.KeyRefused;
import dev.signalbox.hub.key.KeyEvent.Reason;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trail of keys that did not open: {@code key.refused} events. A flood of bad keys must not fill the log: at most
 * one event a minute from one address, and {@link #ALL_A_MINUTE_MAX} a minute from all of them. Any thread.
 */
public final class RefusedKeys {
    /** Events a minute, whatever number of addresses an attacker has. */
    static final int ALL_A_MINUTE_MAX = 60;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(RefusedKeys.class);

    private final CommandHandler commands;
    private final Map<String, Instant> written = new LinkedHashMap<>();

    public RefusedKeys(CommandHandler commands) {
        this.commands = commands;
    }

    /** Writes the event, or not when there were enough of them. The caller does not wait; a failure is only logged. */
    void note(Reason reason, String address, @Nullable String keyId, Instant now) {
        if (!mayWrite(address, now)) return;
        KeyRefused refused = new KeyRefused(reason, address, keyId);
        Command command = new Command(Ids.next(), "key.refuse", null, null, null, Json.tree(refused));
        commands.handle(command, new Caller(Principal.SYSTEM, "http", null))
                .onFailure(failure -> LOG.warn("a refused key is not in the audit trail: {}", failure.getMessage()));
    }

    private boolean mayWrite(String address, Instant now) {
        synchronized (written) {
            // Also forgets entries of the future: the clock may have been set back.
            written.values().removeIf(at -> Duration.between(at, now).abs().compareTo(WINDOW) >= 0);
            if (written.size() >= ALL_A_MINUTE_MAX) return false;
            return written.putIfAbsent(address, now) == null;
        }
    }
}
