package dev.signalbox.hub.schedule;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.database.FewAtOnce;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what nobody has touched for as long as it is kept. The command's id is derived from the thing and its last
 * change, so that of several nodes one writes and the others get its answer; what is changed after its end ends anew.
 * Things go within {@link #EVERY} after their time, later when there are many.
 */
public final class Retention implements Job {
    /** Time between two looks at the tables. */
    public static final Duration EVERY = Duration.ofMinutes(1);

    private static final int BATCH = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Source source;
    private final Projections projections;
    private final CommandHandler commands;
    private final Clock clock;
    private final PeriodicJob job;

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
     * @param untouchedSince the things that nobody has touched since a time, the oldest first, at most so many
     */
    public record Kept(Duration time, BiFunction<Instant, Integer, Future<List<Over>>> untouchedSince) {}

    /**
     * A thing whose time is over.
     *
     * @param name tells it from all others that end
     * @param change tells its last change from those before
     * @param ending the command that ends it, for a command id
     */
    public record Over(String name, long change, Function<String, Command> ending) {}

    /** @param projections of the log that the source's tables are folded from */
    public Retention(Source source, Projections projections, CommandHandler commands, Clock clock, Vertx vertx) {
        this.source = source;
        this.projections = projections;
        this.commands = commands;
        this.clock = clock;
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

    /** Completes with the number of things that were ended, when none is older than it may be. */
    public Future<Integer> endWhatIsOver() {
        return next(source.kept(), 0);
    }

    private Future<Integer> next(List<Kept> kept, int ended) {
        if (kept.isEmpty() || job.isClosed()) return Future.succeededFuture(ended);
        return batches(kept.get(0)).compose(count -> next(kept.subList(1, kept.size()), ended + count));
    }

    private Future<Integer> batches(Kept kept) {
        return projections
                .caughtUp(source.projection(), 0)
                .compose(ready -> kept.untouchedSince().apply(clock.instant().minus(kept.time()), BATCH))
                .compose(old -> FewAtOnce.inOrder(old, this::end))
                .compose(ended -> {
                    int count = Collections.frequency(ended, true);
                    // What did not go now is tried again with the next look; asking at once would ask for ever.
                    boolean more = count == BATCH && !job.isClosed();
                    return more ? batches(kept).map(rest -> rest + count) : Future.succeededFuture(count);
                });
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
