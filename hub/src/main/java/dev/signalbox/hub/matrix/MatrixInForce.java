package dev.signalbox.hub.matrix;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The one holder of the ownership matrix that is in force on this node. It is replaced without a restart, so nobody else keeps a
 * matrix in a field: ask {@link #matrix} once for each decision. Any thread.
 */
public final class MatrixInForce {
    private final List<Consumer<OwnershipMatrix>> listeners = new CopyOnWriteArrayList<>();
    private volatile OwnershipMatrix matrix;

    public MatrixInForce(OwnershipMatrix first) {
        this.matrix = first;
    }

    /** The matrix at this moment. */
    public OwnershipMatrix matrix() {
        return matrix;
    }

    /** Puts another matrix in force, then tells the listeners, on the calling thread. */
    public void replace(OwnershipMatrix next) {
        synchronized (listeners) {
            matrix = next;
            for (Consumer<OwnershipMatrix> listener : listeners) listener.accept(next);
        }
    }

    /** Hears of every later replacement, after it. The listener must not block. */
    public void onReplace(Consumer<OwnershipMatrix> listener) {
        listeners.add(listener);
    }
}
