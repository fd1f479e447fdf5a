package dev.signalbox.client.store;

/**
 * The file must not be opened by this program: it belongs to something else, or to a newer SDK. The file was not
 * changed.
 */
public final class StoreRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreRefused(String message) {
        super(message);
    }
}
