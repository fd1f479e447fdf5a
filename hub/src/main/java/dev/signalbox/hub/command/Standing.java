package dev.signalbox.hub.command;

import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.matrix.Principal;
import io.vertx.core.Future;
import java.util.Map;

/**
 * A part of the right to send commands that lies in the log: the streams that it was read from, with their versions. A
 * command is written only when they are still there; so one that was judged at this node just before another took the
 * right away is judged again. Any thread.
 */
public interface Standing {
    /**
     * The streams, and the versions of which this node knows. Asked before the command is judged. Fails with
     * {@link Refused} when nothing is left of the right.
     */
    Map<String, ExpectedVersion> of(Principal principal);

    /** Takes over what this stream says by now, when it is one of these. */
    Future<?> renew(String stream);
}
