package dev.signalbox.hub.living;

import dev.signalbox.hub.schedule.HubClock;
import dev.signalbox.hub.tenancy.SpaceBook;
import dev.signalbox.hub.tenancy.SpaceNotes;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What opens spaces when something falls due in them, and closes those that nobody has used for a while: it looks again
 * and again, and when the clock was set. Any thread.
 */
public final class SpaceWatch {
    /** Longer than the longest wait for an answer. */
    private static final Duration IDLE = Duration.ofMinutes(5);
    /** Between two tries by the hub itself, so that what falls due there is met once it can be opened. */
    private static final Duration WAKE_AGAIN = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(SpaceWatch.class);

    private final OpenSpaces spaces;
    private final Supplier<SpaceBook> book;
    private final Supplier<SpaceNotes> notes;
    private final HubClock clock;
    private final Vertx vertx;
    private final Runnable look = this::look;
    private long timer = -1;

    /** @param book which spaces there are, at any moment */
    public SpaceWatch(
            OpenSpaces spaces, Supplier<SpaceBook> book, Supplier<SpaceNotes> notes, HubClock clock, Vertx vertx) {
        this.spaces = spaces;
        this.book = book;
        this.notes = notes;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * Opens those of which nobody knows what falls due in them, and goes on looking; once, however often it is told.
     */
    public synchronized void start() {
        if (timer >= 0) return;
        timer = vertx.setPeriodic(LOOK.toMillis(), tick -> look());
        clock.onJump(look);
        for (String name : book.get().awake()) wake(name);
    }

    /** Looks no more. */
    public synchronized void close() {
        vertx.cancelTimer(timer);
        clock.offJump(look);
    }

    private void look() {
        SpaceBook known = book.get();
        Instant now = clock.instant();
        for (String name : known.dueBefore(now)) wake(name);
        for (String name : spaces.troubled(WAKE_AGAIN)) wake(name);
        for (OpenSpace each : spaces.all()) {
            if (!known.isUsable(each.name())) spaces.end(each);
            else if (each.isIdleSince(now.minus(IDLE))) spaces.close(each, false);
            else if (!known.isAwake(each.name())) noteOpen(each);
        }
    }

    /** Another node, which had it open too, has noted what fell due as far as it knew. */
    private void noteOpen(OpenSpace space) {
        notes.get()
                .opened(space.name())
                .onFailure(failure ->
                        LOG.warn("that the space {} is open cannot be noted: {}", space.name(), failure.getMessage()));
    }

    private void wake(String name) {
        spaces.enter(name)
                .onSuccess(OpenSpace::leave)
                .onFailure(failure -> LOG.debug("the space {} was not woken: {}", name, failure.getMessage()));
    }
}
