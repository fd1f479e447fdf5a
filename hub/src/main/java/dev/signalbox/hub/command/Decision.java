package dev.signalbox.hub.command;

import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.VersionConflict;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Receipt;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a command is decided: load a stream, decide on its state, append with the version that was loaded; when the
 * stream moved meanwhile, all of it again, a few times. Immutable: each option gives another decision.
 *
 * <p>A command that was done before gets its first answer: the log says so when the decision is written, and a refusal
 * does not hold against it. So decisions need not look for repeats.
 */
public final class Decision<S, E> {
    private static final int CONFLICT_RETRIES_MAX = 10;

    private final CommandExecution by;
    private final Fold<S, E> fold;
    private final Function<S, Object> resource;
    private final @Nullable Long version;
    private final boolean creating;
    private final int retries;

    Decision(CommandExecution by, Fold<S, E> fold, Function<S, Object> resource) {
        this(by, fold, resource, null, false, CONFLICT_RETRIES_MAX);
    }

    private Decision(
            CommandExecution by,
            Fold<S, E> fold,
            Function<S, Object> resource,
            @Nullable Long version,
            boolean creating,
            int retries) {
        this.by = by;
        this.fold = fold;
        this.resource = resource;
        this.version = version;
        this.creating = creating;
        this.retries = retries;
    }

    /**
     * Of a thing that must not exist: another command that made it is no race to lose again, but an id that is taken.
     */
    public Decision<S, E> creating() {
        return new Decision<>(by, fold, resource, version, true, retries);
    }

    /** Refuses what {@link #load} finds at another version; null allows any. */
    public Decision<S, E> at(@Nullable Long expected) {
        return new Decision<>(by, fold, resource, expected, creating, retries);
    }

    /** How often to decide again when other writers are faster; 10 times when this is not said. */
    public Decision<S, E> retrying(int times) {
        return new Decision<>(by, fold, resource, version, creating, times);
    }

    /**
     * Loads a stream from its beginning. Fails with {@code version_conflict} when it is not {@link #at} the version
     * expected.
     */
    public Future<Loaded<S>> load(String id) {
        return by.load(fold, Loaded.unread(fold, id)).map(loaded -> {
            if (version != null && version != loaded.version()) throw stale(loaded, version);
            return loaded;
        });
    }

    /**
     * Makes a thing. Nothing is read: the log itself refuses one that exists. Fails with {@link InvalidInput} when the
     * caller expects a version that no new thing can have.
     *
     * @param decision its first events; may throw {@link Refused} or {@link InvalidInput}
     */
    public Future<Outcome> create(String id, Supplier<List<E>> decision) {
        by.expectNothing();
        Loaded<S> none = Loaded.unread(fold, id);
        return creating().take(() -> Future.succeededFuture(none), nothing -> decision.get());
    }

    /**
     * Makes a thing unless it exists; then it is the answer as it stands, whoever made it and however. No receipt is
     * kept of that: the thing is there for good, so a repeat changes nothing either. Fails with
     * {@code version_conflict} when it exists and the caller expects version 0.
     */
    public Future<Outcome> createOnce(String id, Supplier<List<E>> decision) {
        by.expectNothing();
        return at(by.expectedVersion()).orCreate(id, decision);
    }

    private Future<Outcome> orCreate(String id, Supplier<List<E>> decision) {
        return ifExists(id).compose(found -> found.map(Future::succeededFuture)
                .orElseGet(() -> create(id, decision).recover(failure -> afterRace(id, failure))));
    }

    /** The thing as it stands. Who made it, and expected nothing to be there, is told what it was told then. */
    private Future<Optional<Outcome>> ifExists(String id) {
        return load(id).compose(
                        loaded -> loaded.version() == 0
                                ? Future.succeededFuture(Optional.empty())
                                : outcome(loaded.stream(), loaded.version(), loaded.position(), loaded.state(), true)
                                        .map(Optional::of),
                        stale -> by.firstAnswer()
                                .insteadOf(stale, fold, resource)
                                .map(Optional::of));
    }

    /** Somebody else may have made it meanwhile, or the command's id belongs to whoever did. */
    private Future<Outcome> afterRace(String id, Throwable failure) {
        boolean taken = failure instanceof Refused refused && refused.problem().is(ProblemCode.IDEMPOTENCY_CONFLICT);
        if (!taken) return Future.failedFuture(failure);
        return ifExists(id)
                .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(failure)));
    }

    /**
     * Changes a thing that is at the version which the caller expects, if any; {@code decision} as in {@link #take}.
     */
    public Future<Outcome> change(String id, Function<S, List<E>> decision) {
        Decision<S, E> expecting = at(by.expectedVersion());
        return expecting.take(() -> expecting.load(id), decision);
    }

    /**
     * Decides on one stream.
     *
     * @param loading asked again when the stream moved meanwhile
     * @param decision the events, given the state; none when nothing has to change; may throw {@link Refused} or
     *     {@link InvalidInput}
     */
    public Future<Outcome> take(Supplier<Future<Loaded<S>>> loading, Function<S, List<E>> decision) {
        return jointly(() -> loading.get().map(loaded -> Joint.alone(loaded, decision.apply(loaded.state()))));
    }

    /**
     * Decides in rounds: each loads anew all that takes part, and what it found there must still be so when its events
     * are written. Fails with {@link Refused} and {@link InvalidInput} as the round does, with {@link VersionConflict}
     * when other writers were faster each time, and with what the log fails with; nothing was written then, or a repeat
     * finds it.
     */
    public Future<Outcome> jointly(Supplier<Future<Joint<S, E>>> round) {
        return rounds(round, retries);
    }

    private Future<Outcome> rounds(Supplier<Future<Joint<S, E>>> round, int left) {
        return Future.succeededFuture()
                .compose(begin -> round.get())
                .compose(decided -> decided.events().isEmpty() ? unchanged(decided.on()) : append(decided))
                .recover(failure -> failure instanceof VersionConflict && left > 0
                        ? rounds(round, left - 1)
                        : by.firstAnswer().insteadOf(failure, fold, resource));
    }

    private Future<Outcome> append(Joint<S, E> decided) {
        Loaded<S> on = decided.on();
        List<NewEvent> events = new ArrayList<>();
        for (E event : decided.events()) {
            events.add(by.newEvent(
                    on.stream(), fold.codec().typeOf(event), fold.codec().encode(event), events.size()));
        }
        ReadBack.look(fold, on, events, decided.others());
        events.addAll(decided.others());
        Map<String, ExpectedVersion> expected = new HashMap<>(decided.expected());
        expected.put(on.stream(), ExpectedVersion.exactly(on.version()));
        return by.append(events, expected, decided.quiet())
                .compose(appended -> answer(decided, appended), failure -> Future.failedFuture(refused(on, failure)));
    }

    private Future<Outcome> answer(Joint<S, E> decided, Appended appended) {
        if (appended.duplicate()) return by.firstAnswer().of(appended, fold, resource);
        List<RecordedEvent> events = appended.events();
        S state = decided.on().state();
        // The events of the loaded stream come first, in the order in which they were decided.
        int own = decided.events().size();
        for (int i = 0; i < own; i++) state = fold.after(state, decided.events().get(i), events.get(i));
        long position = events.get(events.size() - 1).position();
        return outcome(decided.on().stream(), events.get(own - 1).version(), position, state, false);
    }

    /**
     * Nothing has to change. That is an answer too, which a repeat must get; but where nobody can repeat, none is kept.
     */
    private Future<Outcome> unchanged(Loaded<S> on) {
        Future<Outcome> now = outcome(on.stream(), on.version(), on.position(), on.state(), true);
        if (!by.keepsReceipts()) return by.firstAnswer().or(now, fold, resource);
        return by.append(on).compose(kept -> kept.duplicate() ? by.firstAnswer().of(kept, fold, resource) : now);
    }

    private Future<Outcome> outcome(String stream, long version, long position, S state, boolean unchanged) {
        Receipt receipt = new Receipt(by.commandId(), stream, version, position, false, unchanged);
        return Future.succeededFuture(new Outcome(receipt, resource.apply(state)));
    }

    private Throwable refused(Loaded<S> on, Throwable failure) {
        boolean taken = creating
                && on.version() == 0
                && failure instanceof VersionConflict conflict
                && conflict.stream().equals(on.stream());
        return taken
                ? new Refused(
                        ProblemCode.IDEMPOTENCY_CONFLICT,
                        on.stream() + " exists and was made by another command; give a fresh id")
                : failure;
    }

    private Refused stale(Loaded<S> loaded, long expected) {
        Problem problem = Problem.of(
                ProblemCode.VERSION_CONFLICT,
                loaded.stream() + " is at version " + loaded.version() + ", you expected " + expected
                        + ". Look at what changed, then repeat with the present version");
        if (loaded.version() == 0) return new Refused(problem);
        return new Refused(problem.withCurrent(Json.object()
                .put("version", loaded.version())
                .set("resource", Json.tree(resource.apply(loaded.state())))));
    }
}
