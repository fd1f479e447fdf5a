package dev.signalbox.bench.load;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Many event streams that only count what they receive. Lives on the thread of its reactor. */
public final class SseSwarm {
    /** Streams that wait for the server's answer at once: from one address it lets in so many that it does not know. */
    private static final int OPENING_MAX = 500;

    private final Reactor reactor;
    private final SseFrames.Tally tally = new SseFrames.Tally();

    public SseSwarm(Reactor reactor) {
        this.reactor = reactor;
    }

    /** Opens streams of new events and waits until the server answered all of them. */
    public void open(Subject subject, int streams, String query, @Nullable String cursor, Duration patience) {
        open(subject, streams, RequestTemplate.stream(subject, query, cursor), patience);
    }

    /** The same by a request of any kind that is answered with an event stream. */
    public void open(Subject subject, int streams, byte[] request, Duration patience) {
        long wanted = tally.open + streams;
        for (long asked = tally.open + 1; asked <= wanted; asked++) {
            long answered = asked - OPENING_MAX;
            reactor.connect(subject.address(), new SseFrames(tally, null)).send(request);
            reactor.poll(0);
            await(() -> tally.open >= answered, patience, () -> (answered - tally.open) + " streams were not opened");
        }
        await(() -> tally.open >= wanted, patience, () -> (wanted - tally.open) + " streams were not opened");
    }

    /** Opens one stream that hands every event over, as the text of its CloudEvent. */
    public void listen(Subject subject, String query, Consumer<String> onEvent, Duration patience) {
        long wanted = tally.open + 1;
        reactor.connect(subject.address(), new SseFrames(tally, onEvent))
                .send(RequestTemplate.stream(subject, query, null));
        await(() -> tally.open >= wanted, patience, () -> "the stream was not opened");
    }

    /** Events that all streams received together. */
    public long events() {
        return tally.events;
    }

    /**
     * Waits until all streams together received this many events. Fails with {@link BenchFailure} when they do not come
     * in time.
     */
    public void awaitEvents(long total, Duration patience) {
        await(() -> tally.events >= total, patience, () -> "of " + total + " events only " + tally.events + " came");
    }

    private void await(
            java.util.function.BooleanSupplier done, Duration patience, java.util.function.Supplier<String> otherwise) {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            reactor.poll(10_000_000);
            if (System.nanoTime() > giveUp) throw new BenchFailure(otherwise.get());
        }
    }
}
