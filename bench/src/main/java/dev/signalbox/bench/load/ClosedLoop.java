package dev.signalbox.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A fixed number of connections, each of which sends its next request when the one before is answered. */
public final class ClosedLoop {
    private final MeasuredTime time;
    private final Supplier<byte[]> requests;
    private long left;
    private long answered;
    private int busy;
    private @Nullable String refusal;

    private ClosedLoop(Supplier<byte[]> requests, long count, Duration warmUp, Duration measured) {
        this.requests = requests;
        this.left = count;
        this.time = new MeasuredTime(warmUp, measured);
    }

    /** Loads one server, or several evenly, for a time. Fails with {@link BenchFailure} when an answer is not a 2xx. */
    public static Load run(
            List<Subject> subjects, int connections, Supplier<byte[]> requests, Duration warmUp, Duration measured) {
        ClosedLoop loop = new ClosedLoop(requests, Long.MAX_VALUE, warmUp, measured);
        loop.run(subjects, connections);
        return loop.time.load();
    }

    /**
     * Sends a number of requests to one server, as fast as it answers. Fails as above, and when it takes longer than
     * the patience.
     */
    public static Load send(
            Subject subject, int connections, Supplier<byte[]> requests, long count, Duration patience) {
        long began = System.nanoTime();
        ClosedLoop loop = new ClosedLoop(requests, count, Duration.ZERO, patience);
        loop.run(List.of(subject), connections);
        long completed = loop.time.completed();
        if (completed < count) throw new BenchFailure("only " + completed + " of " + count + " were answered");
        return new Load(count, System.nanoTime() - began, loop.time.latencies());
    }

    private void run(List<Subject> subjects, int connections) {
        try (Reactor reactor = new Reactor()) {
            for (int i = 0; i < connections; i++) new Client(reactor, subjects.get(i % subjects.size())).send();
            turn(reactor);
        }
    }

    private void turn(Reactor reactor) {
        while (busy > 0) {
            reactor.poll(100_000_000);
            if (refusal != null) throw new BenchFailure("after " + answered + " requests: " + refusal);
            time.checkPatience(busy);
        }
    }

    private final class Client implements HttpAnswers.Listener {
        private final Connection connection;
        private long sentAt;

        Client(Reactor reactor, Subject subject) {
            connection = reactor.connect(subject.address(), new HttpAnswers(this));
        }

        void send() {
            if (left == 0) return;
            left--;
            busy++;
            byte[] request = requests.get();
            sentAt = System.nanoTime();
            connection.send(request);
        }

        @Override
        public void answered(int status, HttpAnswers.Body body) {
            busy--;
            answered++;
            if (status / 100 != 2) refusal = status + " " + body.text();
            else if (time.answered(sentAt)) send();
        }
    }
}
