package dev.signalbox.hub.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.IdempotencyConflict;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.VersionConflict;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.Receipt;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way: load the stream, fold its state, decide, append with the expected version, answer. Repeating a command
 * answers what it answered first: its id is looked for in the loaded stream, and the log itself knows every id for ever.
 */
public final class Invocation {
    private static final int CONFLICT_RETRIES_MAX = 10;

    private final EventLog log;
    private final Command command;
    private final Caller caller;
    private final Instant now;
    private final byte[] digest;

    Invocation(EventLog log, Command command, Caller caller, Instant now, byte[] digest) {
        this.log = log;
        this.command = command;
        this.caller = caller;
        this.now = now;
        this.digest = digest;
    }

    public Principal principal() {
        return caller.principal();
    }

    /** The door through which it came. */
    public String via() {
        return caller.via();
    }

    /** The hub's clock when the command arrived. */
    public Instant now() {
        return now;
    }

    public String commandId() {
        return command.id();
    }

    /** The target of the command as the caller gave it; null when there is none. */
    public @Nullable String target() {
        return command.target();
    }

    /** The version that the caller expects; null for any. */
    public @Nullable Long expectedVersion() {
        return command.expectedVersion();
    }

    /** The command as it was sent, for a refusal that shows the caller's side. */
    public JsonNode wish() {
        return Json.object()
                .put("by", caller.principal().name())
                .put("command", command.command())
                .set("body", command.body());
    }

    /** The UUID of the thing to change, without its category. Fails with {@link InvalidInput} when the command names none. */
    public String targetId(Fold<?, ?> fold) {
        return targetId(fold, Ids::isUuid);
    }

    /** The same for things whose ids are no UUIDs. */
    public String targetId(Fold<?, ?> fold, Predicate<String> isId) {
        String target = command.target();
        if (target == null) {
            throw new InvalidInput("/target", command.command() + " needs a target: the id of the " + fold.category());
        }
        String prefix = fold.category() + "/";
        String id = target.startsWith(prefix) ? target.substring(prefix.length()) : target;
        if (!isId.test(id)) throw new InvalidInput("/target", "target must be the id of a " + fold.category());
        return id;
    }

    /** The id of a thing to make: what the body says, else the command's own id when it is a UUID, else a fresh one. */
    public String idToCreate(@Nullable String wished) {
        if (wished != null) return wished;
        return Ids.isUuid(command.id()) ? command.id() : Ids.next();
    }

    /**
     * Makes a thing that does not exist. Nothing is read: the log itself refuses a stream that exists. Fails with {@link InvalidInput}
     * when the caller expects another version than 0, which no new thing can have.
     *
     * @param id of the new thing
     * @param decision the events, given the empty state; may throw {@link Refused}
     */
    public <S, E> Future<Outcome> create(
            Fold<S, E> fold, String id, Function<S, List<E>> decision, Function<S, Object> resource) {
        Long expected = command.expectedVersion();
        if (expected != null && expected != 0) {
            throw new InvalidInput(
                    "/expectedVersion",
                    command.command()
                            + " makes a new thing, whose version is 0: leave expectedVersion (If-Match) away");
        }
        return append(fold, unread(fold, id), decision.apply(fold.empty()), resource)
                .recover(failure -> {
                    if (!(failure instanceof VersionConflict)) return Future.failedFuture(failure);
                    return Future.failedFuture(taken(fold.stream(id)));
                });
    }

    /** Fails with {@link InvalidInput} when the caller expects a version of something that this command does not name. */
    public void expectNoVersion(String why) {
        if (command.expectedVersion() == null) return;
        throw new InvalidInput("/expectedVersion", why + ": leave expectedVersion (If-Match) away");
    }

    /** The refusal of a create whose stream exists. */
    public static Refused taken(String stream) {
        return new Refused(
                ProblemCode.IDEMPOTENCY_CONFLICT, stream + " exists and was made by another command; give a fresh id");
    }

    /**
     * Changes a thing, or refuses. When it moves between load and append, and the caller named no version, it loads and decides
     * again, a few times.
     *
     * @param decision the events, given the state; none when nothing has to change; may throw {@link Refused}
     */
    public <S, E> Future<Outcome> change(
            Fold<S, E> fold, String id, Function<S, List<E>> decision, Function<S, Object> resource) {
        return change(
                fold,
                id,
                state -> Future.succeededFuture(new Joint<>(decision.apply(state), List.of(), Map.of())),
                resource,
                CONFLICT_RETRIES_MAX);
    }

    /**
     * The same for a decision that other streams take part in: what it found there must still be so when its events are written.
     *
     * @param decision loads the other streams anew each time
     */
    public <S, E> Future<Outcome> changeJointly(
            Fold<S, E> fold, String id, Function<S, Future<Joint<E>>> decision, Function<S, Object> resource) {
        return change(fold, id, decision, resource, CONFLICT_RETRIES_MAX);
    }

    /**
     * What this command answered when it was judged before; empty when it is new. For commands whose way to their stream may have
     * changed since: a name that leads elsewhere now. Fails when the id was used for another wish.
     */
    public <S> Future<Optional<Outcome>> firstAnswer(Fold<S, ?> fold, Function<S, Object> resource) {
        return log.byId(command.id())
                .compose(first -> first.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : firstAnswer(fold, first.get(), resource).map(Optional::of));
    }

    /**
     * The same for a thing whose stream may be long: the caller loads it in a way of its own, such as from a table and then on from
     * there, and judges the expected version itself. A command that came before is known by its id in the log.
     *
     * @param loading the state, and the newest event if there is one; asked again when the thing moved meanwhile
     */
    public <S, E> Future<Outcome> decide(
            Fold<S, E> fold,
            Supplier<Future<Loaded<S>>> loading,
            Function<S, List<E>> decision,
            Function<S, Object> resource) {
        return decide(fold, loading, decision, resource, CONFLICT_RETRIES_MAX);
    }

    /** Loads a stream as it is; the state is the fold's empty one when it has no event. */
    public <S> Future<Loaded<S>> load(Fold<S, ?> fold, String id) {
        return loadOn(fold, unread(fold, id));
    }

    /** Reads on from where a stream was loaded before: for streams that grow long and are read again and again. */
    public <S> Future<Loaded<S>> loadOn(Fold<S, ?> fold, Loaded<S> known) {
        return readOn(fold, known).map(Read::loaded);
    }

    /** A stream of which nothing was read yet: where {@link #loadOn} begins. */
    public static <S> Loaded<S> unread(Fold<S, ?> fold, String id) {
        return new Loaded<>(fold.stream(id), fold.empty(), null);
    }

    /**
     * Appends what was decided on a loaded stream, together with events of other streams that the decision depends on.
     *
     * @param others events on other streams, behind those of the loaded one; their expected versions are in {@code expected}
     */
    public <S, E> Future<Outcome> append(
            Fold<S, E> fold,
            Loaded<S> loaded,
            List<E> decided,
            Function<S, Object> resource,
            List<NewEvent> others,
            Map<String, ExpectedVersion> expected) {
        List<NewEvent> events = new ArrayList<>();
        for (E event : decided) {
            events.add(newEvent(
                    loaded.stream(), fold.codec().typeOf(event), fold.codec().encode(event), events.size()));
        }
        events.addAll(others);
        Map<String, ExpectedVersion> all = new HashMap<>(expected);
        all.put(loaded.stream(), ExpectedVersion.exactly(loaded.version()));
        return log.append(new Append(events, all, digest))
                .compose(appended -> answer(fold, loaded, decided, appended, resource), Invocation::refuse);
    }

    /**
     * Appends one event to a stream, at whatever version that is: for wishes that no state of the stream refuses. It is not read.
     *
     * @param data becomes the event's JSON
     * @param resource the answer, the first time and when the command is repeated
     */
    public Future<Outcome> note(String stream, String type, Object data, Object resource) {
        expectNoVersion(command.command() + " is done at any version");
        return log.append(new Append(List.of(newEvent(stream, type, Json.write(data), 0)), Map.of(), digest))
                .compose(
                        appended -> {
                            RecordedEvent event = appended.events().get(0);
                            return Future.succeededFuture(new Outcome(
                                    new Receipt(
                                            command.id(),
                                            event.stream(),
                                            event.version(),
                                            event.position(),
                                            appended.duplicate()),
                                    resource));
                        },
                        Invocation::refuse);
    }

    /** An event of this command on a stream of the caller's choice; {@code index} 0 is the one that bears the command's id. */
    public NewEvent newEvent(String stream, String type, byte[] data, int index) {
        if (data.length > Limits.EVENT_DATA_BYTES_MAX) {
            throw new Refused(
                    ProblemCode.TOO_LARGE,
                    "the event would have " + data.length + " bytes of data; at most " + Limits.EVENT_DATA_BYTES_MAX
                            + " are allowed. Shorten the texts or data");
        }
        Instant occurredAt = command.occurredAt() == null ? now : command.occurredAt();
        return new NewEvent(
                stream,
                eventId(index),
                type,
                caller.principal().name(),
                occurredAt,
                caller.correlationId(),
                null,
                data);
    }

    private String eventId(int index) {
        return index == 0 ? command.id() : command.id() + "/" + (index + 1);
    }

    private <S, E> Future<Outcome> append(
            Fold<S, E> fold, Loaded<S> loaded, List<E> decided, Function<S, Object> resource) {
        return append(fold, loaded, decided, resource, List.of(), Map.of());
    }

    private <S, E> Future<Outcome> change(
            Fold<S, E> fold,
            String id,
            Function<S, Future<Joint<E>>> decision,
            Function<S, Object> resource,
            int retriesLeft) {
        return readOn(fold, unread(fold, id))
                .compose(read -> {
                    if (read.own() != null) return firstAnswer(fold, read.own(), resource);
                    Loaded<S> loaded = read.loaded();
                    refuseStaleVersion(loaded, resource);
                    return decision.apply(loaded.state())
                            .compose(decided -> decided.events().isEmpty()
                                    ? Future.succeededFuture(unchanged(loaded, resource))
                                    : append(
                                            fold,
                                            loaded,
                                            decided.events(),
                                            resource,
                                            decided.others(),
                                            decided.expected()));
                })
                .recover(failure -> failure instanceof VersionConflict && retriesLeft > 0
                        ? change(fold, id, decision, resource, retriesLeft - 1)
                        : Future.failedFuture(failure));
    }

    private <S, E> Future<Outcome> decide(
            Fold<S, E> fold,
            Supplier<Future<Loaded<S>>> loading,
            Function<S, List<E>> decision,
            Function<S, Object> resource,
            int retriesLeft) {
        return loading.get()
                .compose(loaded -> {
                    List<E> decided;
                    try {
                        decided = decision.apply(loaded.state());
                    } catch (Refused | InvalidInput refused) {
                        return firstAnswer(fold, resource, Future.failedFuture(refused));
                    }
                    if (decided.isEmpty()) {
                        return firstAnswer(fold, resource, Future.succeededFuture(unchanged(loaded, resource)));
                    }
                    return append(fold, loaded, decided, resource);
                })
                .recover(failure -> failure instanceof VersionConflict && retriesLeft > 0
                        ? decide(fold, loading, decision, resource, retriesLeft - 1)
                        : Future.failedFuture(failure));
    }

    /** What the command was answered when it came before; what is decided now when it is new. */
    private <S> Future<Outcome> firstAnswer(Fold<S, ?> fold, Function<S, Object> resource, Future<Outcome> now) {
        return firstAnswer(fold, resource)
                .compose(first -> first.isPresent() ? Future.succeededFuture(first.get()) : now);
    }

    private <S> Future<Read<S>> readOn(Fold<S, ?> fold, Loaded<S> known) {
        return log.foldStream(known.stream(), known.version(), new Read<>(known, null), (read, event) -> {
            S state = fold.after(read.loaded().state(), event);
            RecordedEvent own = event.id().equals(command.id()) ? event : read.own();
            return new Read<>(new Loaded<>(known.stream(), state, event), own);
        });
    }

    private <S> void refuseStaleVersion(Loaded<S> loaded, Function<S, Object> resource) {
        Long expected = command.expectedVersion();
        if (expected == null || expected == loaded.version()) return;
        Problem problem = Problem.of(
                ProblemCode.VERSION_CONFLICT,
                loaded.stream() + " is at version " + loaded.version() + ", you expected " + expected
                        + ". Look at what changed, then repeat with the present version");
        if (loaded.version() > 0) {
            problem = problem.withCurrent(Json.object()
                    .put("version", loaded.version())
                    .set("resource", Json.tree(resource.apply(loaded.state()))));
        }
        throw new Refused(problem);
    }

    private <S, E> Future<Outcome> answer(
            Fold<S, E> fold, Loaded<S> loaded, List<E> decided, Appended appended, Function<S, Object> resource) {
        List<RecordedEvent> events = appended.events();
        RecordedEvent first = events.get(0);
        if (appended.duplicate()) {
            return firstAnswer(fold, first, resource);
        }
        S state = loaded.state();
        // The events of the loaded stream come first, in the order in which they were decided.
        for (int i = 0; i < decided.size(); i++) state = fold.after(state, decided.get(i), events.get(i));
        long version = events.get(decided.size() - 1).version();
        long position = events.get(events.size() - 1).position();
        Receipt receipt = new Receipt(command.id(), loaded.stream(), version, position, false);
        return Future.succeededFuture(new Outcome(receipt, resource.apply(state)));
    }

    private <S> Future<Outcome> firstAnswer(Fold<S, ?> fold, RecordedEvent first, Function<S, Object> resource) {
        if (!first.stream().startsWith(fold.category() + "/")) return Future.failedFuture(reused());
        if (!Arrays.equals(first.commandDigest(), digest)) return Future.failedFuture(reused());
        return log.foldStream(first.stream(), 0, first.version(), fold.empty(), fold::after)
                .compose(state -> firstAnswer(first, resource.apply(state)));
    }

    private Future<Outcome> firstAnswer(RecordedEvent first, Object resource) {
        return lastPosition(first.position(), 1).map(position -> {
            Receipt receipt = new Receipt(command.id(), first.stream(), first.version(), position, true);
            return new Outcome(receipt, resource);
        });
    }

    /** Where the events of this command end, which it wrote before: they are numbered, and may lie on several streams. */
    private Future<Long> lastPosition(long found, int index) {
        return log.byId(eventId(index)).compose(next -> {
            boolean own = next.isPresent() && Arrays.equals(next.get().commandDigest(), digest);
            return own ? lastPosition(next.get().position(), index + 1) : Future.succeededFuture(found);
        });
    }

    private <S> Outcome unchanged(Loaded<S> loaded, Function<S, Object> resource) {
        RecordedEvent newest = loaded.newest();
        long position = newest == null ? 0 : newest.position();
        Receipt receipt = new Receipt(command.id(), loaded.stream(), loaded.version(), position, false);
        return new Outcome(receipt, resource.apply(loaded.state()));
    }

    private Refused reused() {
        return new Refused(
                ProblemCode.IDEMPOTENCY_CONFLICT,
                "the command id " + command.id() + " was used for something else; give each new wish an id of its own");
    }

    private static <T> Future<T> refuse(Throwable failure) {
        if (failure instanceof IdempotencyConflict conflict) {
            return Future.failedFuture(
                    new Refused(ProblemCode.IDEMPOTENCY_CONFLICT, String.valueOf(conflict.getMessage())));
        }
        return Future.failedFuture(failure);
    }

    /**
     * Events of one decision on several streams.
     *
     * @param events of the stream that the command changes; none when nothing has to change
     * @param others on other streams, made by {@link Invocation#newEvent} with the indexes behind those of {@code events}
     * @param expected versions of the other streams
     */
    public record Joint<E>(List<E> events, List<NewEvent> others, Map<String, ExpectedVersion> expected) {}

    /**
     * A stream as it was loaded.
     *
     * @param newest its newest event; null when it has none
     */
    public record Loaded<S>(
            String stream, S state, @Nullable RecordedEvent newest) {
        /** Version of the newest event; 0 when there is none. */
        public long version() {
            return newest == null ? 0 : newest.version();
        }
    }

    /** @param own the event that this command wrote before, when it is a repeat */
    private record Read<S>(Loaded<S> loaded, @Nullable RecordedEvent own) {}
}
