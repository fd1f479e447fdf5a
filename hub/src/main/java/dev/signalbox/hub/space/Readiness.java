package dev.signalbox.hub.space;

import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.log.MemoryFollower;
import dev.signalbox.hub.projection.FoldProblems;
import dev.signalbox.hub.projection.ProjectionFollower;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the hub can serve: looks at the store, at every follower, and at what features say is wrong. Any thread. */
public final class Readiness {
    /** Longest wait for the store, which may be silent. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(3);

    private final Space space;
    private final String store;
    private final BooleanSupplier open;
    private volatile Supplier<@Nullable String> trouble = () -> null;
    private volatile Supplier<List<String>> degraded = List::of;

    /**
     * @param store the engine, {@code sqlite} or {@code postgresql}
     * @param open whether the hub has finished its start
     */
    public Readiness(Space space, String store, BooleanSupplier open) {
        this.space = space;
        this.store = store;
        this.open = open;
    }

    /**
     * Whom it asks for trouble beside stores and followers: what a feature says is wrong, for people; null when nothing
     * is.
     *
     * @param lesser the same of what is wrong although the hub serves
     */
    public void hears(Supplier<@Nullable String> of, Supplier<List<String>> lesser) {
        trouble = of;
        degraded = lesser;
    }

    /** What features say is not as it should be although the hub serves, for people; empty when nothing. */
    public List<String> degraded() {
        return degraded.get();
    }

    /** Looks now. Does not fail: a store that does not answer is in the report. */
    public Future<Report> check() {
        List<Follower> seen = new ArrayList<>();
        for (LogSpace log : space.logs()) {
            for (ProjectionFollower each : log.projections().all()) {
                seen.add(
                        new Follower(each.name(), log.log().name(), each.position(), each.lag(), each.trouble(), null));
            }
        }
        String found = troubleOf(seen);
        for (LogSpace log : space.logs()) {
            for (MemoryFollower each : log.followers()) {
                seen.add(new Follower(
                        each.name(),
                        each.log(),
                        each.position(),
                        each.lag(),
                        null,
                        each.problems() == 0 ? null : each.problems()));
            }
        }
        Future<Map<String, Long>> main = FoldProblems.counts(space.main().database());
        Future<Map<String, Long>> traces = FoldProblems.counts(space.traces().database());
        return Future.all(space.main().log().head(), space.traces().log().head(), main, traces)
                .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? new StoreUnavailable(
                                        "the store has not answered for " + ANSWER_MAX.toSeconds() + " s", failure)
                                : failure))
                .transform(looks -> Future.succeededFuture(
                        looks.succeeded()
                                ? reportOf(seen, found, main.result(), traces.result())
                                : new Report(
                                        false,
                                        store,
                                        String.valueOf(looks.cause().getMessage()),
                                        null,
                                        seen)));
    }

    /** A table that lacks an event serves: the hub is ready, and says what it lacks. */
    private Report reportOf(
            List<Follower> seen, @Nullable String found, Map<String, Long> main, Map<String, Long> traces) {
        List<Follower> followers = new ArrayList<>(seen.size());
        List<String> lacking = new ArrayList<>();
        for (Follower each : seen) {
            Map<String, Long> counts = each.log().equals("main") ? main : traces;
            Long problems = counts.get(each.name());
            if (problems == null) problems = each.problems();
            followers.add(problems == null ? each : each.lacking(problems));
            if (problems != null)
                lacking.add(each.name() + " lacks " + problems + (problems == 1 ? " event" : " events"));
        }
        List<String> all = new ArrayList<>(degraded.get());
        if (!lacking.isEmpty()) all.add(String.join(", ", lacking) + "; see: signalbox projections problems");
        return new Report(found == null, store, found, all.isEmpty() ? null : String.join(". ", all), followers);
    }

    private @Nullable String troubleOf(List<Follower> tables) {
        for (LogSpace log : space.logs()) {
            String ofStore = log.database().trouble();
            if (ofStore != null) return ofStore;
        }
        String ofFeature = trouble.get();
        if (ofFeature != null) return ofFeature;
        for (int i = tables.size() - 1; i >= 0; i--) {
            Follower table = tables.get(i);
            if (table.trouble() != null) return table.name() + ": " + table.trouble();
        }
        return open.getAsBoolean() ? null : "the tables are catching up with the log";
    }

    /**
     * What was found; the body of {@code GET /health/ready}.
     *
     * @param ready whether requests can be served
     * @param store the engine, {@code sqlite} or {@code postgresql}
     * @param trouble why it is not ready, for people; null when it is
     * @param degraded what is not as it should be although it serves, for people: events that could not be folded,
     *     deleted words that are still in the files, a log that went back within the last minute; null when nothing
     */
    public record Report(
            boolean ready,
            String store,
            @Nullable String trouble,
            @Nullable String degraded,
            List<Follower> followers) {
        public Report {
            followers = List.copyOf(followers);
        }
    }

    /**
     * One follower of a log.
     *
     * @param position up to where it has read
     * @param lag positions between it and the head of its log
     * @param trouble why it does not move just now, for people; null when it does
     * @param problems how many events it went on without; null when none
     */
    public record Follower(
            String name,
            String log,
            long position,
            long lag,
            @Nullable String trouble,
            @Nullable Long problems) {
        private Follower lacking(long events) {
            return new Follower(name, log, position, lag, trouble, events);
        }
    }
}
