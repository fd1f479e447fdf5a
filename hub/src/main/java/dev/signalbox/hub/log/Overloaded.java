package dev.signalbox.hub.log;

/** Too many appends wait for a commit. Nothing was written: repeat after a second. */
public final class Overloaded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Overloaded(String message) {
        super(message, null, false, false);
    }
}
