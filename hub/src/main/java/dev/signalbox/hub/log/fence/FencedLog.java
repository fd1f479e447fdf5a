package dev.signalbox.hub.log.fence;

import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ForwardingLog;
import io.vertx.core.Future;

/** A log behind a {@link Fence}. */
public final class FencedLog extends ForwardingLog {
    private final Fence fence;

    public FencedLog(EventLog real, Fence fence) {
        super(real);
        this.fence = fence;
    }

    @Override
    public Future<Appended> append(Append append) {
        if (!fence.enter()) return Future.failedFuture(new Fenced());
        return real.append(append).andThen(done -> fence.leave());
    }
}
