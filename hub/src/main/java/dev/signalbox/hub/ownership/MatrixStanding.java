package dev.signalbox.hub.ownership;

import dev.signalbox.hub.command.Standing;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.matrix.Principal;
import io.vertx.core.Future;
import java.util.Map;

/** The matrix by which this node judges: behind another one that was applied, at whichever node, nothing is written. */
record MatrixStanding(MatrixFeed feed, EventLog log) implements Standing {
    @Override
    public Map<String, ExpectedVersion> of(Principal principal) {
        return Map.of(MatrixFeed.STREAM, ExpectedVersion.exactly(feed.version()));
    }

    /** Fails with {@link StoreUnavailable} when this node does not understand what was applied. */
    @Override
    public Future<?> renew(String stream) {
        if (!stream.equals(MatrixFeed.STREAM)) return Future.succeededFuture();
        return feed.renew(log).map(known -> {
            String trouble = feed.trouble();
            if (trouble != null) throw new StoreUnavailable(trouble, null);
            return null;
        });
    }
}
