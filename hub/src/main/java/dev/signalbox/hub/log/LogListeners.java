package dev.signalbox.hub.log;

import dev.signalbox.hub.log.EventLog.CommitListener;
import dev.signalbox.hub.log.EventLog.GrowthListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who hears that a log grew. A listener that fails is told to the operator and to nobody else: what is on disk must be
 * answered, and the others must hear of it.
 */
final class LogListeners {
    private static final Logger LOG = LoggerFactory.getLogger(LogListeners.class);

    private final String log;
    private final List<CommitListener> ofCommits = new CopyOnWriteArrayList<>();
    private final List<GrowthListener> ofGrowth = new CopyOnWriteArrayList<>();

    /** @param log its name, for log lines */
    LogListeners(String log) {
        this.log = log;
    }

    void onCommit(CommitListener listener) {
        ofCommits.add(listener);
    }

    void onGrowth(GrowthListener listener) {
        ofGrowth.add(listener);
    }

    void committed(List<RecordedEvent> events) {
        tell(ofCommits, listener -> listener.committed(events));
    }

    void advanced(long position) {
        tell(ofGrowth, listener -> listener.advanced(position));
    }

    private <T> void tell(List<T> listeners, Consumer<T> news) {
        for (T listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.error("a listener of the log {} failed; the log goes on", log, e);
            }
        }
    }
}
