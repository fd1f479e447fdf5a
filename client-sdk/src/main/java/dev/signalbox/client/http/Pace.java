package dev.signalbox.client.http;

import java.time.Duration;

/**
 * How often a client does what it does by the clock. {@link #STANDARD} is right for nearly everybody; tests run faster.
 *
 * @param backoffFirst ceiling of the first wait after a failure
 * @param backoffLongest ceiling of every later wait
 * @param tick how often a client looks whether another process of the same store did something
 * @param probe how often a client that has nothing to send asks whether the hub is there and has the history it had
 * @param freshness commands are only sent when the hub was heard of within this time; else it is asked first
 * @param keyRetry how long a refused key is left alone, unless it is changed before
 * @param answer longest time for one answer of the hub, beside that for the body of its request
 * @param uplink bytes a second of the slowest network that gets a body through at the first try: what it takes at this
 *     speed is added to {@code answer}
 * @param silence an event stream without a byte for this long is dead
 * @param quickCut an event stream that ends sooner counts as cut by something between; three in a row and the client
 *     asks for pages
 * @param page time between two pages when there is nothing new
 * @param streamAgain how long pages are used before a stream is tried again
 * @param snapshotLongest ceiling of the wait after a {@link SnapshotMismatch}, which doubles from {@code backoffFirst}:
 *     each try costs the hub a whole table
 */
public record Pace(
        Duration backoffFirst,
        Duration backoffLongest,
        Duration tick,
        Duration probe,
        Duration freshness,
        Duration keyRetry,
        Duration answer,
        int uplink,
        Duration silence,
        Duration quickCut,
        Duration page,
        Duration streamAgain,
        Duration snapshotLongest) {

    public static final Pace STANDARD = new Pace(
            Backoff.FIRST,
            Backoff.LONGEST,
            Duration.ofMillis(200),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            HubApi.ANSWER_TIMEOUT,
            HubApi.UPLINK_BYTES_A_SECOND,
            HubApi.SILENCE_MAX,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10));
}
