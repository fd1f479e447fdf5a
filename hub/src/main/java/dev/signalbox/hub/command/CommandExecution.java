package dev.signalbox.hub.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Append.IdempotencyConflict;
import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.RecordedReceipt;
import dev.signalbox.hub.log.VersionConflict;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.TraceParent;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.Receipt;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One command as a feature sees it: who wishes what, when, of which thing; and the way to decide it. */
public final class CommandExecution {
    private final EventLog log;
    private final Command command;
    private final Caller caller;
    private final Instant now;
    private final byte[] digest;
    private final Map<String, ExpectedVersion> standing;

    /** @param standing versions of the streams that the caller's right was read from */
    CommandExecution(
            EventLog log,
            Command command,
            Caller caller,
            Instant now,
            byte[] digest,
            Map<String, ExpectedVersion> standing) {
        this.log = log;
        this.standing = standing;
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

    /** The work of the caller that it is a part of; null when it did not say. */
    public @Nullable TraceParent trace() {
        return caller.trace();
    }

    /** The hub's clock when the command arrived. */
    public Instant now() {
        return now;
    }

    /** Whether all is to be judged and nothing done. */
    public boolean rehearses() {
        return caller.rehearses();
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

    /**
     * Fails with {@link InvalidInput} when the caller expects a version of something that this command does not name.
     */
    public void expectNoVersion(String why) {
        if (command.expectedVersion() == null) return;
        throw new InvalidInput("/expectedVersion", why + ": leave expectedVersion (If-Match) away");
    }

    /** Fails with {@link InvalidInput} when the caller expects another version than 0, which no new thing can have. */
    public void expectNothing() {
        Long expected = command.expectedVersion();
        if (expected != null && expected != 0) {
            expectNoVersion(command.command() + " makes a new thing, whose version is 0");
        }
    }

    /** The command as it was sent, for a refusal that shows the caller's side. */
    public JsonNode wish() {
        return Json.object()
                .put("by", caller.principal().name())
                .put("command", command.command())
                .set("body", command.body());
    }

    /**
     * The id of the thing to change, without its category. Fails with {@link InvalidInput} when the command names none.
     *
     * @param isId whether a text can be one
     */
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
     * The way to decide this command on a stream.
     *
     * @param resource the answer that a state gives
     */
    public <S, E> Decision<S, E> decide(Fold<S, E> fold, Function<S, Object> resource) {
        return new Decision<>(this, fold, resource);
    }

    /** Loads a stream, on from what is known of it: from {@link Loaded#unread} on all of it. */
    public <S> Future<Loaded<S>> load(Fold<S, ?> fold, Loaded<S> known) {
        return log.foldStream(known.stream(), known.version(), known, (loaded, event) -> loaded.after(fold, event));
    }

    /** The newest position of the log: who looks at others from here on may ask that it be {@link Quiet} behind it. */
    public Future<Long> head() {
        return log.head().map(Head::position);
    }

    /**
     * Appends one event to a stream, at whatever version that is: for wishes that no state of the stream refuses. It is
     * not read. The answer is the event's data, the first time and when the command is repeated.
     */
    Future<Outcome> note(Note note) {
        expectNoVersion(command.command() + " is done at any version");
        NewEvent event = newEvent(note.stream(), note.type(), Json.write(note.data()), 0);
        ReadBack.look(event);
        return append(List.of(event), Map.of(), null).map(appended -> {
            RecordedEvent noted = appended.events().get(0);
            return new Outcome(
                    new Receipt(command.id(), noted.stream(), noted.version(), noted.position(), appended.duplicate()),
                    note.data());
        });
    }

    /**
     * An event of this command on a stream of the caller's choice; {@code index} 0 is the one that bears the command's
     * id.
     */
    public NewEvent newEvent(String stream, String type, byte[] data, int index) {
        if (data.length > Limits.EVENT_DATA_BYTES_MAX) {
            throw new Refused(
                    ProblemCode.TOO_LARGE,
                    "the event would have " + data.length + " bytes of data; at most " + Limits.EVENT_DATA_BYTES_MAX
                            + " are allowed. Shorten the texts or data");
        }
        Instant occurredAt = command.occurredAt() == null ? now : command.occurredAt();
        TraceParent trace = caller.trace();
        return new NewEvent(
                stream,
                FirstAnswer.eventId(command.id(), index),
                type,
                caller.principal().name(),
                occurredAt,
                trace == null ? null : trace.traceId(),
                null,
                data);
    }

    /** Writes events of this command, or finds that it was done before. */
    Future<Appended> append(List<NewEvent> events, Map<String, ExpectedVersion> expected, @Nullable Quiet quiet) {
        Map<String, ExpectedVersion> all = new HashMap<>(standing);
        all.putAll(expected);
        return append(new Append(events, all, quiet, digest, null))
                .recover(failure -> judgedBySuperseded(failure, expected));
    }

    /** Writes that this command found nothing to change on a stream, or finds that it was done before. */
    Future<Appended> append(Loaded<?> unchanged) {
        RecordedReceipt receipt = new RecordedReceipt(command.id(), unchanged.stream(), unchanged.version(), digest);
        return append(new Append(List.of(), standing, null, digest, receipt))
                .recover(failure -> judgedBySuperseded(failure, Map.of()));
    }

    /** What the decision itself expects is its own affair: it decides again. */
    private <T> Future<T> judgedBySuperseded(Throwable failure, Map<String, ExpectedVersion> own) {
        if (!(failure instanceof VersionConflict conflict)) return Future.failedFuture(failure);
        String stream = conflict.stream();
        boolean ours = standing.containsKey(stream) && !own.containsKey(stream);
        return Future.failedFuture(ours ? new StandingMoved(stream) : failure);
    }

    private Future<Appended> append(Append append) {
        return log.append(append)
                .recover(failure -> failure instanceof IdempotencyConflict conflict
                        ? Future.failedFuture(
                                new Refused(ProblemCode.IDEMPOTENCY_CONFLICT, String.valueOf(conflict.getMessage())))
                        : Future.failedFuture(failure));
    }

    /**
     * Whether a repeat must find that this command changed nothing. The hub's own timers ask under one derived id until
     * there is something to do, and nobody can repeat what has an id that the hub made up.
     */
    boolean keepsReceipts() {
        return !Ids.isDerived(command.id()) && !caller.once();
    }

    FirstAnswer firstAnswer() {
        return new FirstAnswer(log, command.id(), digest);
    }
}
