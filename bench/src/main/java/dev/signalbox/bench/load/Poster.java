package dev.signalbox.bench.load;

import java.time.Duration;

/** One connection that sends a request and waits for its answer, while the other connections of its reactor go on. */
public final class Poster {
    private final Reactor reactor;
    private final Connection connection;
    private boolean waiting;
    private int status;
    private String body = "";

    public Poster(Reactor reactor, Subject subject) {
        this.reactor = reactor;
        this.connection = reactor.connect(subject.address(), new HttpAnswers(this::answered));
    }

    /** Sends; {@link #await} before the next. */
    public void send(byte[] request) {
        waiting = true;
        connection.send(request);
    }

    /** The body of the answer. Fails with {@link BenchFailure} when it is not a 2xx, or does not come in time. */
    public String await(Duration patience) {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (waiting) {
            reactor.poll(10_000_000);
            if (System.nanoTime() > giveUp) throw new BenchFailure("a request was never answered");
        }
        if (status / 100 != 2) throw new BenchFailure(status + " " + body);
        return body;
    }

    /** Sends one request and waits for its answer, on a connection of its own. */
    public static String once(Subject subject, byte[] request, Duration patience) {
        try (Reactor reactor = new Reactor()) {
            Poster poster = new Poster(reactor, subject);
            poster.send(request);
            return poster.await(patience);
        }
    }

    private void answered(int answerStatus, HttpAnswers.Body answer) {
        waiting = false;
        status = answerStatus;
        body = answer.text();
    }
}
