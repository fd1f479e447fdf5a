package dev.signalbox.hub.key;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.command.Standing;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Map;

/** The key by which a command came: once it has ended, at whichever node, nothing is written by it. */
record KeyStanding(KeyRing ring, EventLog log, Clock clock) implements Standing {
    @Override
    public Map<String, ExpectedVersion> of(Principal principal) {
        Long version = ring.versionOf(principal.keyId());
        if (version == null) return Map.of();
        if (!ring.isValid(principal, clock.instant())) {
            throw new Refused(
                    ProblemCode.UNAUTHORIZED, "this key has ended while the hub was deciding; nothing was done");
        }
        return Map.of(KeyCommands.KEYS.stream(principal.keyId()), ExpectedVersion.exactly(version));
    }

    @Override
    public Future<?> renew(String stream) {
        if (!stream.startsWith(KeyCommands.KEYS.category() + "/")) return Future.succeededFuture();
        return log.walkStream(stream, 0, event -> {
            ring.apply(event);
            return true;
        });
    }
}
