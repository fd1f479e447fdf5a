package dev.signalbox.hub;

import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds one append, the next whose first stream begins so, until it is opened: what it says was judged and is not
 * written yet. Others pass.
 */
final class AppendGate {
    private final String streams;
    private final AtomicReference<CompletableFuture<Void>> waiting = new AtomicReference<>();
    private volatile Promise<Void> opened = Promise.promise();

    AppendGate(String streams) {
        this.streams = streams;
    }

    /** The engine that the settings name, with this before its main log. */
    Engine.Choice engine() {
        return WrappedLog.engine(log -> new Gated(log, this));
    }

    /** Completes when the next one is held. */
    CompletableFuture<Void> shut() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        opened = Promise.promise();
        waiting.set(reached);
        return reached;
    }

    void open() {
        opened.complete();
    }

    private Future<Void> pass(String stream) {
        CompletableFuture<Void> reached = stream.startsWith(streams) ? waiting.getAndSet(null) : null;
        if (reached == null) return Future.succeededFuture();
        Future<Void> held = opened.future();
        reached.complete(null);
        return held;
    }

    private static final class Gated extends WrappedLog {
        private final AppendGate gate;

        Gated(EventLog real, AppendGate gate) {
            super(real);
            this.gate = gate;
        }

        @Override
        public Future<Appended> append(Append append) {
            String stream = append.receipt() == null ? append.events().get(0).stream() : append.receipt().stream();
            return gate.pass(stream).compose(open -> super.append(append));
        }
    }
}
