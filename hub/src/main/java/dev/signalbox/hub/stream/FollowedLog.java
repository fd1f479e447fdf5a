package dev.signalbox.hub.stream;

import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.RecordedEvent;
import java.time.Clock;
import java.util.function.LongSupplier;

/** A log that the doors show, with its live tail and its one wire form. Any thread. */
public final class FollowedLog {
    private final EventLog log;
    private final LogTail tail;
    private final LongSupplier floor;
    private final EncodedEvents encoded;
    private final CursorsAhead ahead;

    /** @param floor the oldest position that is kept; 1 as long as nothing was ever removed */
    public FollowedLog(EventLog log, LogTail tail, LongSupplier floor, Clock clock) {
        this.ahead = new CursorsAhead(log.name(), clock);
        this.log = log;
        this.tail = tail;
        this.floor = floor;
        this.encoded = new EncodedEvents(new Encoding(log.name(), log.epoch()), tail);
    }

    /** A log that keeps everything. */
    public FollowedLog(EventLog log, LogTail tail, Clock clock) {
        this(log, tail, () -> 1, clock);
    }

    EventLog log() {
        return log;
    }

    LogTail tail() {
        return tail;
    }

    /** What clients showed that it does not hold. */
    CursorsAhead ahead() {
        return ahead;
    }

    /** The newest position that this node knows of. */
    long head() {
        return tail.head().position();
    }

    long floor() {
        return floor.getAsLong();
    }

    /** The event's wire form, made once on this node. */
    EncodedEvent encoded(RecordedEvent event) {
        return encoded.of(event);
    }
}
