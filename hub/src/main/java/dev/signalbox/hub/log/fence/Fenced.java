package dev.signalbox.hub.log.fence;

/** An append came while the hub takes none, for a second or two. Nothing of it was written: repeat it. */
public final class Fenced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Fenced() {
        super("the hub moves its data to another store just now", null, false, false);
    }
}
