package dev.signalbox.cli.slack;

/** Slack did not answer, or only that it has troubles: nobody knows whether it did what was called for. */
final class SlackAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlackAway(String message) {
        super(message);
    }
}
