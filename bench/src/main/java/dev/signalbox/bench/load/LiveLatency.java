package dev.signalbox.bench.load;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Posts notifications at a fixed rate, whether or not the hub keeps up, and watches them come back on an event stream.
 * Both latencies count from the moment at which a post was due, not from when it went out: waiting behind a slow one is
 * part of the figure (coordinated omission).
 */
public final class LiveLatency {
    private static final int CONNECTIONS = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final long interval;
    private long start;
    private final long warmUpPosts;
    private final long posts;
    private final RequestTemplate requests;
    private final ArrayDeque<Client> idle = new ArrayDeque<>();
    private final Samples appends = new Samples();
    private final Samples deliveries = new Samples();
    private long answered;
    private long delivered;
    private @Nullable String refusal;

    /**
     * Latencies of both ways.
     *
     * @param appends until the hub acknowledged
     * @param deliveries until the subscriber had it
     */
    public record Result(Samples appends, Samples deliveries) {}

    private LiveLatency(RequestTemplate requests, int perSecond, Duration warmUp, Duration measured) {
        this.requests = requests;
        this.interval = 1_000_000_000L / perSecond;
        this.warmUpPosts = warmUp.toNanos() / interval;
        this.posts = warmUpPosts + measured.toNanos() / interval;
    }

    /**
     * Takes latencies for a while. Fails with {@link BenchFailure} when the hub refuses or loses a post.
     *
     * @param seed for the ids
     */
    public static Result measure(Subject hub, long seed, int perSecond, Duration warmUp, Duration measured) {
        RequestTemplate requests =
                RequestTemplate.post(hub, "/v1/notifications", Workload.numberedNotification(), new FreshIds(seed));
        try (Reactor reactor = new Reactor()) {
            LiveLatency live = new LiveLatency(requests, perSecond, warmUp, measured);
            new SseSwarm(reactor).listen(hub, "", live::delivered, PATIENCE);
            for (int i = 0; i < CONNECTIONS; i++) live.idle.add(live.new Client(reactor, hub));
            live.turn(reactor);
            return new Result(live.appends, live.deliveries);
        }
    }

    private void turn(Reactor reactor) {
        start = System.nanoTime() + 1_000_000;
        long giveUp = due(posts) + PATIENCE.toNanos();
        while (answered < posts || delivered < posts) {
            long now = System.nanoTime();
            long next = requests.nextNumber();
            boolean send = next < posts && !idle.isEmpty();
            if (send && due(next) <= now) {
                idle.remove().send(next);
                continue;
            }
            reactor.poll(send ? due(next) - now : 500_000);
            if (refusal != null) throw new BenchFailure("after " + answered + " requests: " + refusal);
            if (now > giveUp) {
                throw new BenchFailure("of " + posts + " posts " + answered + " were answered and " + delivered
                        + " came back on the stream");
            }
        }
    }

    private long due(long number) {
        return start + number * interval;
    }

    /** Finds the number of the post in the event that it became. */
    private void delivered(String event) {
        long now = System.nanoTime();
        int mark = event.indexOf(Workload.NUMBER_MARK);
        if (mark < 0) return;
        int from = mark + Workload.NUMBER_MARK.length();
        long number = Long.parseLong(event, from, from + RequestTemplate.NUMBER.length() - 1, 10);
        delivered++;
        if (number >= warmUpPosts) deliveries.add(now - due(number));
    }

    private final class Client implements HttpAnswers.Listener {
        private final Connection connection;
        private long number;

        Client(Reactor reactor, Subject hub) {
            connection = reactor.connect(hub.address(), new HttpAnswers(this));
        }

        void send(long next) {
            number = next;
            connection.send(requests.next());
        }

        @Override
        public void answered(int status, HttpAnswers.Body body) {
            answered++;
            if (status / 100 != 2) refusal = status + " " + body.text();
            if (number >= warmUpPosts) appends.add(System.nanoTime() - due(number));
            idle.add(this);
        }
    }
}
