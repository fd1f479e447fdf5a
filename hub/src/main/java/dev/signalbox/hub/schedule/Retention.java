package dev.signalbox.hub.schedule;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what nobody has touched for as long as it is kept. The command's id is derived from the thing and its last
 * change, so that of several nodes one writes and the others get its answer; what is changed after its end ends anew.
 * Things go within {@link #EVERY} after their time, later when there are many: what is deleted is gone for good, so a
 * minute takes at most {@link #SHARE} of a table, and none while {@link ClockWatch} does not believe the clock.
 */
public final class Retention implements Job {
    /** Time between two looks at the tables. */
    public static final Duration EVERY = Duration.ofMinutes(1);

    /** The part of a table that may go in a minute, one of so many; one thing at least. */
    public static final int SHARE = 10;

    private static final int BATCH = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Source source;
    private final Projections projections;
    private final CommandHandler commands;
    private final Clock clock;
    private final ClockWatch watch;
    private final PeriodicJob job;
    private volatile @Nullable String trouble;

    /** What one feature knows of things that end. */
    public interface Source {
        /** The projection whose tables {@link Kept#untouchedSince} reads. */
        String projection();

        /** What ends by the matrix in force; empty when all is kept. */
        List<Kept> kept();
    }

    /**
     * Things that are kept for the same time: the rows of one table, the traces of one environment.
     *
     * @param what for people
     * @param count how many there are, over or not
     * @param untouchedSince the things that nobody has touched since a time, the oldest first, at most so many
     */
    public record Kept(
            String what,
            Duration time,
            Supplier<Future<Long>> count,
            BiFunction<Instant, Integer, Future<List<Over>>> untouchedSince) {}

    /**
     * A thing whose time is over.
     *
     * @param name tells it from all others that end
     * @param change tells its last change from those before
     * @param ending the command that ends it, for a command id
     */
    public record Over(String name, long change, Function<String, Command> ending) {}

    /** @param projections of the log that the source's tables are folded from */
    public Retention(
            Source source,
            Projections projections,
            CommandHandler commands,
            Clock clock,
            ClockWatch watch,
            Vertx vertx) {
        this.source = source;
        this.projections = projections;
        this.commands = commands;
        this.clock = clock;
        this.watch = watch;
        this.job = new PeriodicJob("retention by " + source.projection(), EVERY, this::endWhatIsOver, vertx);
    }

    /** Looks now, and from then on again and again. Call once, with the projection started. */
    @Override
    public Future<?> start() {
        return job.start();
    }

    /** Sends no further command. */
    @Override
    public Future<?> close() {
        return job.close();
    }

    /** Why less was deleted at the last look than is over, for people; null when nothing is over. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** When to look again where nobody is: once a day, unless all is kept. */
    public Optional<Instant> due() {
        return source.kept().isEmpty()
                ? Optional.empty()
                : Optional.of(clock.instant().plus(Duration.ofDays(1)));
    }

    /** Completes with the number of things that were ended. */
    public Future<Integer> endWhatIsOver() {
        List<Kept> kept = source.kept();
        return watch.deletions(source.projection()).compose(deletions -> {
            String held = kept.isEmpty() ? null : deletions.held();
            if (held != null && !held.equals(trouble)) LOG.warn("{}", held);
            trouble = held;
            return deletions.mayGo() ? next(kept, deletions.unbounded(), 0) : Future.succeededFuture(0);
        });
    }

    private Future<Integer> next(List<Kept> kept, boolean unbounded, int ended) {
        if (kept.isEmpty() || job.isClosed()) return Future.succeededFuture(ended);
        return endIn(kept.get(0), unbounded)
                .compose(count -> next(kept.subList(1, kept.size()), unbounded, ended + count));
    }

    private Future<Integer> endIn(Kept kept, boolean unbounded) {
        Instant since = clock.instant().minus(kept.time());
        return projections
                .caughtUp(source.projection(), 0)
                .compose(ready -> kept.untouchedSince().apply(since, 1))
                .compose(oldest -> oldest.isEmpty()
                        ? Future.succeededFuture(0L)
                        : kept.count().get())
                .compose(count -> {
                    if (count == 0) return Future.succeededFuture(0);
                    long share = unbounded ? Long.MAX_VALUE : (count + SHARE - 1) / SHARE;
                    return batches(kept, since, share);
                });
    }

    private Future<Integer> batches(Kept kept, Instant since, long share) {
        int most = (int) Math.min(BATCH, share);
        return projections
                .caughtUp(source.projection(), 0)
                // One more than may go shows whether something is left.
                .compose(ready -> kept.untouchedSince().apply(since, most + 1))
                .compose(old -> FewAtOnce.inOrder(old.subList(0, Math.min(most, old.size())), this::end)
                        .compose(ended -> {
                            int count = Collections.frequency(ended, true);
                            // What did not go now is tried again with the next look; asking at once would ask for ever.
                            if (old.size() <= most || count < most || job.isClosed())
                                return Future.succeededFuture(count);
                            if (count == share) {
                                trouble = "more of " + kept.what()
                                        + " is over than may go in a minute, a tenth of all; the"
                                        + " rest follows minute by minute. To let all of it go now: signalbox retention"
                                        + " allow";
                                return Future.succeededFuture(count);
                            }
                            return batches(kept, since, share - count).map(rest -> rest + count);
                        }));
    }

    private Future<Boolean> end(Over over) {
        String id = Ids.derived(over.name(), Long.toString(over.change()), "retention");
        return commands.handle(over.ending().apply(id), Caller.TIMER)
                .map(outcome -> true)
                .recover(failure -> {
                    LOG.info("retention leaves {} for now: {}", over.name(), failure.getMessage());
                    return Future.succeededFuture(false);
                });
    }
}
