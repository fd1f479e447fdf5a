package dev.signalbox.hub.command;

import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The look that events get before they are written: as the tables will read them, so that nothing is acknowledged that
 * cannot be folded.
 */
final class ReadBack {
    private static final byte[] NO_DIGEST = new byte[Append.DIGEST_BYTES];
    private static final byte[] NO_HASH = new byte[32];
    private static final Logger LOG = LoggerFactory.getLogger(ReadBack.class);

    private ReadBack() {}

    /**
     * Decodes the events of a stream from their bytes and folds them. Fails with {@link Refused}, {@code internal},
     * when that cannot be done.
     *
     * @param others events of other streams, whose bytes are read
     */
    static <S, E> void look(Fold<S, E> fold, Loaded<S> on, List<NewEvent> own, List<NewEvent> others) {
        S state = on.state();
        long version = on.version();
        for (NewEvent event : own) {
            try {
                RecordedEvent read = recorded(event, on.position() + 1, ++version);
                state = fold.after(state, fold.codec().decode(read), read);
            } catch (RuntimeException | StackOverflowError | LinkageError cannot) {
                throw refused(event, cannot);
            }
        }
        others.forEach(ReadBack::look);
    }

    /** The same for an event that is noted as it is: its bytes are read. */
    static void look(NewEvent event) {
        if (!Json.isReadable(event.data())) throw refused(event, null);
    }

    private static Refused refused(NewEvent event, @Nullable Throwable cannot) {
        LOG.error("{} of {} cannot be read back and was not written", event.type(), event.stream(), cannot);
        return new Refused(
                ProblemCode.INTERNAL,
                "the hub could not read " + event.type() + " of " + event.stream()
                        + " back as it would stand in the log,"
                        + " so nothing was written. That is a fault of the hub, whose own log says more; repeating does"
                        + " not help");
    }

    private static RecordedEvent recorded(NewEvent event, long position, long version) {
        Instant now = event.occurredAt();
        return new RecordedEvent(
                position,
                event.stream(),
                version,
                event.id(),
                event.type(),
                event.actor(),
                event.occurredAt(),
                now,
                event.correlationId(),
                event.causationId(),
                event.data(),
                NO_DIGEST,
                NO_HASH);
    }
}
