package dev.signalbox.hub.feature;

import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All features of one space, asked together: each step of the start is one loop. Not for several threads. */
public final class Features {
    private final List<Feature> all;
    private final Space space;
    private final Deque<Job> running = new ArrayDeque<>();

    /** @param all in the order in which each step asks them */
    public Features(List<Feature> all, Space space) {
        this.all = List.copyOf(all);
        this.space = space;
    }

    /** Registers commands, tables and routes. Returns the routes. Fails when two features claim one name. */
    public RouteTable register() {
        for (Feature each : all) each.commands(space.commands());
        for (Feature each : all) each.projections().forEach(each.log(space)::project);
        for (Feature each : all) each.tables().forEach(table -> keep(table, each.log(space)));
        RouteTable routes = new RouteTable(space.commands(), space.matrix());
        for (Feature each : all) each.routes().forEach(some -> some.declare(routes));
        return routes;
    }

    /**
     * Folds the tables up to the head, fills what features keep in memory, follows on from there, and begins their
     * jobs: log by log, so that one whose tables cannot catch up holds up no feature of the other. Keys and rights are
     * on the main log, so the doors open with it.
     *
     * @param opened runs when the features of the main log have begun
     * @return completes when those of both logs have
     */
    public Future<Void> start(Runnable opened) {
        Future<Void> traces = space.traces().start();
        Future<Void> main = space.main()
                .start()
                .compose(caughtUp -> begin(space.main()))
                .map(begun -> {
                    opened.run();
                    return null;
                });
        return Future.all(main, main.compose(begun -> traces).compose(caughtUp -> begin(space.traces())))
                .mapEmpty();
    }

    private Future<Void> begin(LogSpace log) {
        List<Feature> some = all.stream().filter(each -> each.log(space) == log).toList();
        return inOrder(some, Feature::load).compose(loaded -> {
            for (Feature each : some) each.followers().forEach(one -> log.follow(one.name(), one.filter(), one.sink()));
            return inOrder(some.stream().flatMap(each -> each.jobs().stream()).toList(), this::begin);
        });
    }

    /** The logs of the space went back, and {@code now} is what they are from now on. {@link #close} comes next. */
    public void rewound(Space now) {
        for (Feature each : all) each.rewound(now);
    }

    /** Ends the jobs that were begun, the last one first. Followers and tables end with their space. */
    public Future<?> close() {
        Future<?> last = Future.succeededFuture();
        while (!running.isEmpty()) {
            Job job = running.pop();
            last = last.eventually(job::close);
        }
        return last;
    }

    /** When the first of them next has something to do by itself; empty when nothing waits. */
    public Future<Optional<Instant>> due() {
        List<Future<Optional<Instant>>> asked = all.stream().map(Feature::due).toList();
        return Future.all(asked)
                .map(told ->
                        asked.stream().flatMap(each -> each.result().stream()).min(Comparator.naturalOrder()));
    }

    /** Whether something goes on that the end of the space would cut off. */
    public boolean isBusy() {
        return all.stream().anyMatch(Feature::isBusy);
    }

    /** What the first feature that has trouble says; null when none has. */
    public @Nullable String trouble() {
        return all.stream()
                .map(Feature::trouble)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** What features say is not as it should be although they serve; empty when nothing. */
    public List<String> degraded() {
        return all.stream()
                .map(Feature::degraded)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private void keep(FoldedTable<?> table, LogSpace on) {
        on.project(table.projection());
        space.show(table.rows(on.database()));
    }

    private Future<?> begin(Job job) {
        running.push(job);
        return job.start();
    }

    private static <T> Future<Void> inOrder(List<T> all, Function<T, Future<?>> step) {
        Future<?> last = Future.succeededFuture();
        for (T each : all) last = last.compose(done -> step.apply(each));
        return last.mapEmpty();
    }
}
