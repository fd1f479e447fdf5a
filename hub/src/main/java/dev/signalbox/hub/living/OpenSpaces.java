package dev.signalbox.hub.living;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.schedule.Recent;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spaces that are open on this node, each opened when somebody enters it, and never more of them than there is room
 * for: one that nobody uses is closed before the next is opened. Any thread.
 */
public final class OpenSpaces {
    /** So many are open on one node at once; of those that nobody uses the one that rests the longest makes room. */
    public static final int OPEN_MAX = 200;

    /** So long whoever enters waits for one that makes room, and so often when others take it. */
    private static final int ROOM_SECONDS_MAX = 5;

    private static final int ROOM_TRIES_MAX = 20;
    /** A space that could not be opened is not tried for whoever asks so soon again. */
    private static final Duration AGAIN = Duration.ofSeconds(5);
    /** What falls due so soon keeps a space open. */
    private static final Duration SOON = Duration.ofMinutes(1);
    /** A store that does not answer holds up no stop. */
    private static final int DUE_SECONDS_MAX = 5;

    private static final String NO_SUCH = "there is no such space that is open";
    private static final Logger LOG = LoggerFactory.getLogger(OpenSpaces.class);

    private final Opener opener;
    private final int max;
    private final Clock clock;
    private final Vertx vertx;
    private final Map<String, OpenSpace> open = new ConcurrentHashMap<>();
    /** Of those that are perhaps about to close: whether they do. */
    private final Map<String, Future<Void>> leaving = new ConcurrentHashMap<>();

    private final Map<String, Future<Void>> closing = new ConcurrentHashMap<>();
    /** Those that this node could not open, or of which it could not note what falls due. */
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

    private volatile boolean ended;

    /** What opens them. */
    public interface Opener {
        /** Whether there is such a space that may be open. */
        boolean isUsable(String name);

        /** Begins to serve one; what is made of it is told at once, so that it is ended also after a failure. */
        Future<Served> open(OpenSpace space);

        /** What whoever asks hears of a failure. */
        Throwable forCallers(Throwable failure);

        /** Notes that one is closed, and what falls due in it: null for nothing. */
        Future<?> closed(String name, @Nullable Instant due);
    }

    /** @param at when it was tried last */
    private record Trouble(Instant at, Throwable why) {}

    /** @param max so many are open at once */
    public OpenSpaces(Opener opener, int max, Clock clock, Vertx vertx) {
        this.opener = opener;
        this.max = max;
        this.clock = clock;
        this.vertx = vertx;
    }

    /** How many are open, or are not closed yet. */
    public int count() {
        return taken().size();
    }

    private Set<String> taken() {
        Set<String> taken = new HashSet<>(open.keySet());
        taken.addAll(closing.keySet());
        return taken;
    }

    Collection<OpenSpace> all() {
        return List.copyOf(open.values());
    }

    /**
     * Opens a space unless it is open, and takes a place in it, which is to be given back. Fails with {@link Refused}
     * for one that is not to be used, or that cannot be opened now.
     */
    public Future<OpenSpace> enter(String name) {
        OpenSpace there = open.get(name);
        return there != null && there.enter() ? there.serving() : opened(name, 0);
    }

    /** @param left so many made room for it, which others took */
    private synchronized Future<OpenSpace> opened(String name, int left) {
        OpenSpace there = open.get(name);
        if (there != null && there.enter()) return there.serving();
        if (ended || !opener.isUsable(name)) return refused(ProblemCode.NOT_FOUND, NO_SUCH);
        Trouble trouble = troubles.get(name);
        if (trouble != null && isWithin(trouble.at(), AGAIN)) return Future.failedFuture(trouble.why());
        Set<String> others = taken();
        others.remove(name);
        if (others.size() < max) return begun(name);
        Optional<Future<Void>> room = left < ROOM_TRIES_MAX ? oneLeaves() : Optional.empty();
        return room.isEmpty()
                ? full()
                : room.get()
                        .timeout(ROOM_SECONDS_MAX, TimeUnit.SECONDS)
                        .transform(gone -> gone.succeeded() ? opened(name, left + 1) : full());
    }

    private Future<OpenSpace> full() {
        return refused(
                ProblemCode.OVERLOADED,
                "this hub has " + max + " spaces open at once, and all of them are in use; repeat it in a moment");
    }

    private static <T> Future<T> refused(ProblemCode code, String words) {
        return Future.failedFuture(new Refused(code, words));
    }

    /** Completes when one that leaves already is gone, or else the one that rests the longest; empty when all work. */
    private Optional<Future<Void>> oneLeaves() {
        for (Map<String, Future<Void>> going : List.of(closing, leaving)) {
            Optional<Future<Void>> first = going.values().stream().findFirst();
            if (first.isPresent()) return first.map(gone -> gone.transform(over -> Future.succeededFuture()));
        }
        return open.values().stream()
                .filter(each -> !each.isBusy())
                .min(Comparator.comparing(OpenSpace::lastUsed))
                .map(each -> close(each, true));
    }

    private Future<OpenSpace> begun(String name) {
        OpenSpace fresh = new OpenSpace(name, clock, vertx);
        fresh.enter();
        open.put(name, fresh);
        closing.getOrDefault(name, Future.succeededFuture())
                .transform(gone -> opener.open(fresh))
                .recover(failure -> Future.failedFuture(opener.forCallers(failure)))
                .onComplete(begun -> {
                    if (begun.succeeded()) troubles.remove(name);
                    else cannotOpen(fresh, begun.cause());
                    fresh.begun(begun);
                });
        return fresh.serving();
    }

    private boolean isWithin(Instant mark, Duration time) {
        return Recent.isWithin(mark, clock.instant(), time);
    }

    private void cannotOpen(OpenSpace space, Throwable why) {
        LOG.warn("the space {} cannot be opened: {}", space.name(), why.getMessage());
        troubles.put(space.name(), new Trouble(clock.instant(), why));
        end(space);
    }

    /** Its store failed: it is closed, and tried again when somebody asks. */
    public void failed(String name, Throwable failure) {
        LOG.error("the space {} is closed: {}", name, failure.getMessage());
        troubles.put(name, new Trouble(clock.instant(), opener.forCallers(failure)));
        OpenSpace there = open.get(name);
        if (there != null) end(there);
    }

    /** Names of those that could not be opened, or closed in order, and were not tried for a while. */
    List<String> troubled(Duration rest) {
        troubles.keySet().removeIf(name -> !opener.isUsable(name));
        List<String> names = new ArrayList<>();
        troubles.forEach((name, trouble) -> {
            if (!isWithin(trouble.at(), rest)) names.add(name);
        });
        return names;
    }

    /**
     * Closes one that nobody uses; what falls due in it later is noted, so that it is opened then. Completes when it is
     * closed, or stays open because it is needed.
     *
     * @param now also when something falls due in it before long
     */
    Future<Void> close(OpenSpace space, boolean now) {
        Features features = space.features();
        if (features == null || !space.beginsToClose()) return Future.succeededFuture();
        String name = space.name();
        long entries = space.entries();
        Instant soon = clock.instant().plus(SOON);
        Future<Void> over = features.due().transform(due -> {
            if (due.failed()) {
                LOG.warn("the space {} cannot be closed: {}", name, due.cause().getMessage());
            }
            Optional<Instant> next = due.succeeded() ? due.result() : Optional.empty();
            boolean waits = !now && next.isPresent() && next.get().isBefore(soon);
            if (due.succeeded() && !waits && endUnused(space, entries, next.orElse(null))) return gone(name);
            space.staysOpen();
            return Future.succeededFuture();
        });
        leaving.put(name, over);
        return over.andThen(known -> leaving.remove(name, over));
    }

    private Future<Void> gone(String name) {
        return closing.getOrDefault(name, Future.succeededFuture());
    }

    /** It is opened again behind the note that it is closed. */
    private synchronized boolean endUnused(OpenSpace space, long entries, @Nullable Instant due) {
        if (!space.endsUnusedSince(entries)) return false;
        String name = space.name();
        leave(space, space.close().transform(closed -> opener.closed(name, due)).mapEmpty());
        return true;
    }

    /** Ends the life of a space: whoever is in it is sent away. */
    public Future<Void> shut(String name) {
        OpenSpace there = open.get(name);
        return there == null ? gone(name) : end(there);
    }

    synchronized Future<Void> end(OpenSpace space) {
        return space.ends() ? leave(space, space.close()) : gone(space.name());
    }

    private Future<Void> leave(OpenSpace space, Future<Void> over) {
        String name = space.name();
        Future<Void> told = over.andThen(closed -> {
            if (closed.failed() && !ended) troubles.putIfAbsent(name, new Trouble(clock.instant(), closed.cause()));
        });
        closing.put(name, told);
        open.remove(name, space);
        return told.andThen(closed -> closing.remove(name, told));
    }

    /** Closes all that are open; none is opened from then on. */
    public synchronized Future<Void> close() {
        ended = true;
        List<Future<Void>> all = new ArrayList<>(closing.values());
        for (OpenSpace each : all()) all.add(endInOrder(each));
        return Future.join(all).transform(closed -> Future.succeededFuture());
    }

    /** What falls due in one that nobody uses just now is noted: then the next start need not open it to know. */
    private Future<Void> endInOrder(OpenSpace space) {
        Features features = space.features();
        if (features == null || !space.beginsToClose()) return end(space);
        long entries = space.entries();
        return features.due().timeout(DUE_SECONDS_MAX, TimeUnit.SECONDS).transform(due -> {
            boolean noted =
                    due.succeeded() && endUnused(space, entries, due.result().orElse(null));
            return noted ? gone(space.name()) : end(space);
        });
    }
}
