package dev.signalbox.cli.slack;

import java.time.Duration;

/**
 * How patient a socket is.
 *
 * @param hello until Slack greets on a new socket
 * @param silence without a frame, and Slack pings every few seconds; then it is asked whether it is still there
 * @param pong until it says so, else it is given up
 * @param steady a socket that lived for less counts as a failure: the next one waits
 * @param retired how long an old socket may serve beside the one that took its place
 * @param first ceiling of the first wait between failures
 * @param longest ceiling of all later ones
 */
record SocketPace(
        Duration hello,
        Duration silence,
        Duration pong,
        Duration steady,
        Duration retired,
        Duration first,
        Duration longest) {
    static final SocketPace STANDARD = new SocketPace(
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));
}
