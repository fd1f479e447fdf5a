package dev.signalbox.hub.schedule;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.FoldedRows.Due;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of one kind of thing: at a deadline it sends the command that ends the thing. Nothing is kept but one
 * Vert.x timer: the table says what is due next, so a restart forgets nothing, and events that bring a nearer deadline
 * wake it earlier. The command's id is derived from the thing, so that of several nodes one writes and the others get
 * its answer.
 *
 * <p>A deadline is met within milliseconds while clock and store are well. When the wall clock jumps, it is noticed
 * within {@link #RECHECK_MAX}; nothing fires early, for the decision compares the time again. While the clock differs
 * from that of the store's server, this node ends nothing. Runs on one context.
 */
public final class Deadlines implements FollowSink, Job {
    /** Longest sleep: the wall clock may have been set meanwhile. */
    public static final Duration RECHECK_MAX = Duration.ofMinutes(1);

    private static final int BATCH = 100;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

    private final FoldedRows<?> rows;
    private final String command;
    private final Projections projections;
    private final CommandHandler commands;
    private final Clock clock;
    private final ClockWatch watch;
    private final Duration recheck;
    private final Vertx vertx;
    private final Context context;
    private Set<String> fired = Set.of();
    private @Nullable Instant planned;
    private long timer = -1;
    private boolean checking;
    private boolean closed;

    /** @param command ends one thing of the table; its target is the thing's key */
    public Deadlines(
            FoldedRows<?> rows,
            String command,
            Projections projections,
            CommandHandler commands,
            Clock clock,
            ClockWatch watch,
            Vertx vertx) {
        this(rows, command, projections, commands, clock, watch, vertx, RECHECK_MAX);
    }

    Deadlines(
            FoldedRows<?> rows,
            String command,
            Projections projections,
            CommandHandler commands,
            Clock clock,
            ClockWatch watch,
            Vertx vertx,
            Duration recheck) {
        this.rows = rows;
        this.command = command;
        this.projections = projections;
        this.commands = commands;
        this.clock = clock;
        this.watch = watch;
        this.recheck = recheck;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    /** The events that a follower must deliver here; it begins at the head that was before {@link #start}. */
    public EventFilter events() {
        return rows.table().deadlineEvents();
    }

    /**
     * Looks at the table, ends what is due, and sleeps until the next deadline. Call once, with the projection started.
     */
    @Override
    public Future<?> start() {
        context.runOnContext(ignored -> check());
        return Future.succeededFuture();
    }

    /** Sends no further command. */
    @Override
    public Future<?> close() {
        context.runOnContext(ignored -> {
            closed = true;
            vertx.cancelTimer(timer);
        });
        return Future.succeededFuture();
    }

    /** The next deadline; empty when there is none. */
    public Future<Optional<Instant>> due() {
        return projections
                .caughtUp(rows.table().name(), 0)
                .compose(ready -> rows.soonest(1))
                .map(soonest -> soonest.stream().map(Due::at).findFirst());
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        Instant nearest = null;
        for (RecordedEvent event : range.events()) {
            Instant deadline = rows.table().deadlineBy(event);
            if (deadline != null && (nearest == null || deadline.isBefore(nearest))) nearest = deadline;
        }
        Instant wake = nearest;
        if (wake != null) context.runOnContext(ignored -> plan(wake));
        return Future.succeededFuture();
    }

    /** Wakes no later than this, or earlier when that is planned. While a check runs, its end sets the timer. */
    private void plan(Instant at) {
        if (planned != null && !at.isBefore(planned)) return;
        planned = at;
        if (checking || closed) return;
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(millisUntil(at), fired -> check());
    }

    /** Rounded up, so that the clock has reached the deadline when the timer fires. */
    private long millisUntil(Instant at) {
        long micros = Times.toMicros(at) - Times.toMicros(clock.instant());
        return Math.max(1, Math.min(recheck.toMillis(), Math.floorDiv(micros + 999, 1_000L)));
    }

    private void check() {
        if (checking || closed) return;
        checking = true;
        planned = null;
        watch.skew()
                .compose(skew -> skew == null
                        ? lookAtTheTable()
                        : Future.succeededFuture(clock.instant().plus(recheck)))
                .onComplete(next -> context.runOnContext(ignored -> {
                    checking = false;
                    if (closed) return;
                    if (next.failed()) {
                        LOG.warn("{} will try again: {}", command, next.cause().getMessage());
                        planAgain(clock.instant().plus(RETRY));
                    } else {
                        planAgain(next.result());
                    }
                }));
    }

    /** When to look again. */
    private Future<Instant> lookAtTheTable() {
        return projections
                .caughtUp(rows.table().name(), 0)
                .compose(ready -> rows.soonest(BATCH))
                .compose(this::endWhatIsDue);
    }

    private Future<Instant> endWhatIsDue(List<Due> soonest) {
        Instant now = clock.instant();
        List<Due> due = soonest.stream().filter(one -> !one.at().isAfter(now)).toList();
        if (due.isEmpty()) {
            return Future.succeededFuture(
                    soonest.isEmpty() ? now.plus(recheck) : soonest.get(0).at());
        }
        Set<String> ids = new HashSet<>();
        for (Due one : due) ids.add(one.key());
        // What was ended before and is still there waits for the table, or for somebody to repair it; it must not spin.
        boolean again = ids.removeAll(fired);
        return Future.join(due.stream().map(this::end).toList()).map(ended -> {
            fired = Set.copyOf(due.stream().map(Due::key).toList());
            return again ? now.plus(RETRY) : now;
        });
    }

    private Future<?> end(Due due) {
        String id = Ids.derived(rows.category() + "/" + due.key(), command);
        Command ending = new Command(id, command, due.key(), null, null, Json.object());
        return commands.handle(ending, Caller.TIMER);
    }

    private void planAgain(Instant at) {
        Instant sooner = planned;
        planned = null;
        plan(sooner != null && sooner.isBefore(at) ? sooner : at);
    }
}
