package dev.signalbox.hub.command;

/** A stream of a {@link Standing} has moved since the command was judged. Nothing was written: judge it again. */
final class StandingMoved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String stream;

    StandingMoved(String stream) {
        super(stream + " has moved", null, false, false);
        this.stream = stream;
    }

    String stream() {
        return stream;
    }
}
