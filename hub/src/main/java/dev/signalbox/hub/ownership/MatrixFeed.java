package dev.signalbox.hub.ownership;

import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.MatrixFileRefused;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.wire.EventTypes;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the matrix in force equal to the newest {@code matrix.applied} of the log, on every node. Hears of each event
 * before whoever follows the log, and of this node's own commits before their callers do: so the answer to an
 * application, and every event behind it, is already judged by what was applied. Any thread.
 */
public final class MatrixFeed implements FollowSink, EventLog.CommitListener {
    /** The events that a follower must deliver here. */
    public static final EventFilter EVENTS = EventFilter.types(List.of(EventTypes.MATRIX_APPLIED));

    static final String STREAM = MatrixCommands.MATRIX.stream(MatrixCommands.ID);
    private static final Logger LOG = LoggerFactory.getLogger(MatrixFeed.class);

    private final MatrixInForce matrix;
    private volatile AppliedMatrix applied = AppliedMatrix.NONE;
    /** The version of the one in force; that of {@link #applied} unless this node does not understand it. */
    private volatile long version;

    private volatile @Nullable String trouble;

    public MatrixFeed(MatrixInForce matrix) {
        this.matrix = matrix;
    }

    /**
     * Puts in force what the log says. Call before anything is judged. Fails when this version of the hub does not
     * understand the file: it must not fall back to rights that nobody gave.
     */
    public Future<Void> load(EventLog log) {
        return load(log, AppliedMatrix.NONE).map(loaded -> {
            if (loaded.version() == 0) return null;
            try {
                matrix.replace(MatrixCommands.matrixOf(loaded));
            } catch (MatrixFileRefused refused) {
                throw new IllegalStateException(
                        "the ownership matrix that " + loaded.by()
                                + " applied is not understood by this version of the hub;"
                                + " start the version that applied it:\n" + refused.getMessage(),
                        refused);
            }
            applied = loaded;
            version = loaded.version();
            return null;
        });
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        range.events().forEach(this::take);
        return Future.succeededFuture();
    }

    @Override
    public void committed(List<RecordedEvent> events) {
        for (RecordedEvent event : events) if (EVENTS.matches(event)) take(event);
    }

    /** The version of the one by which this node judges. Ask before {@link MatrixInForce}: that is no older. */
    long version() {
        return version;
    }

    /** Takes over what was applied since, at whichever node. */
    Future<Void> renew(EventLog log) {
        return log.walkStream(STREAM, applied.version(), event -> {
            take(event);
            return true;
        });
    }

    /** Why this node is behind the log's matrix; null when it is not. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** What is in force, and who applied it. */
    AppliedMatrix applied() {
        return applied;
    }

    private synchronized void take(RecordedEvent event) {
        if (event.version() <= applied.version()) return;
        AppliedMatrix next = MatrixCommands.MATRIX.after(applied, event);
        try {
            matrix.replace(MatrixCommands.matrixOf(next));
            version = next.version();
            trouble = null;
            LOG.info("the ownership matrix of {} is in force, version {}", next.by(), next.version());
        } catch (MatrixFileRefused refused) {
            trouble = "this node does not understand the ownership matrix of version " + next.version()
                    + " and goes on with the one before; update it";
            LOG.error("{}: {}", trouble, refused.getMessage());
        }
        applied = next;
    }

    private static Future<AppliedMatrix> load(EventLog log, AppliedMatrix known) {
        return log.foldStream(STREAM, known.version(), known, MatrixCommands.MATRIX::after);
    }
}
