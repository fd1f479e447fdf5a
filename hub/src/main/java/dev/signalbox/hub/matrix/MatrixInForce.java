package dev.signalbox.hub.matrix;

/**
 * The one holder of the ownership matrix that is in force on this node. It is replaced without a restart, so nobody
 * else keeps a matrix in a field: ask {@link #matrix} once for each decision. Any thread.
 */
public final class MatrixInForce {
    private volatile OwnershipMatrix matrix;

    public MatrixInForce(OwnershipMatrix first) {
        this.matrix = first;
    }

    /** The matrix at this moment. */
    public OwnershipMatrix matrix() {
        return matrix;
    }

    /** Puts another matrix in force. */
    public void replace(OwnershipMatrix next) {
        matrix = next;
    }
}
