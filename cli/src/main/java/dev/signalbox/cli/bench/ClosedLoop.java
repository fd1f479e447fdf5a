package dev.signalbox.cli.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A fixed number of connections, each of which sends its next request when the one before is answered. */
public final class ClosedLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final long measureFrom;
    private final long measureTo;
    private final Supplier<byte[]> requests;
    private final Samples latencies = new Samples();
    private long completed;
    private long answered;
    private int busy;
    private @Nullable String refusal;

    private ClosedLoop(Supplier<byte[]> requests, Duration warmUp, Duration measured) {
        this.requests = requests;
        this.measureFrom = System.nanoTime() + warmUp.toNanos();
        this.measureTo = measureFrom + measured.toNanos();
    }

    /** Loads one server, or several evenly. Fails with {@link BenchFailure} when an answer is not a 2xx. */
    public static Load run(
            List<Subject> subjects, int connections, Supplier<byte[]> requests, Duration warmUp, Duration measured) {
        ClosedLoop loop = new ClosedLoop(requests, warmUp, measured);
        try (Reactor reactor = new Reactor()) {
            for (int i = 0; i < connections; i++) {
                loop.new Client(reactor, subjects.get(i % subjects.size())).send();
            }
            loop.turn(reactor);
        }
        return new Load(loop.completed, measured.toNanos(), loop.latencies);
    }

    private void turn(Reactor reactor) {
        long giveUp = measureTo + PATIENCE.toNanos();
        while (busy > 0) {
            reactor.poll(100_000_000);
            if (refusal != null) throw new BenchFailure("after " + answered + " requests: " + refusal);
            if (System.nanoTime() > giveUp) throw new BenchFailure(busy + " requests were never answered");
        }
    }

    private final class Client implements HttpAnswers.Listener {
        private final Connection connection;
        private long sentAt;

        Client(Reactor reactor, Subject subject) {
            connection = reactor.connect(subject.address(), new HttpAnswers(this));
        }

        void send() {
            busy++;
            byte[] request = requests.get();
            sentAt = System.nanoTime();
            connection.send(request);
        }

        @Override
        public void answered(int status, HttpAnswers.Body body) {
            long now = System.nanoTime();
            busy--;
            answered++;
            if (status / 100 != 2) {
                refusal = status + " " + body.text();
                return;
            }
            if (now >= measureFrom && now < measureTo) {
                completed++;
                latencies.add(now - sentAt);
            }
            if (now < measureTo) send();
        }
    }
}
