package dev.signalbox.hub.command;

import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Receipt;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The rule about repeats: a command whose id is known gets the answer that it got first, made again of its stream as it was then;
 * another wish under that id is refused (ADR 5).
 */
final class FirstAnswer {
    private final EventLog log;
    private final String commandId;
    private final byte[] digest;

    FirstAnswer(EventLog log, String commandId, byte[] digest) {
        this.log = log;
        this.commandId = commandId;
        this.digest = digest;
    }

    /** The events of a command are numbered; {@code index} 0 is the one that bears its id. */
    static String eventId(String commandId, int index) {
        return index == 0 ? commandId : commandId + "/" + (index + 1);
    }

    /** What the command was answered when it was done before; else the failure. */
    <S> Future<Outcome> insteadOf(Throwable failure, Fold<S, ?> fold, Function<S, Object> resource) {
        if (!(failure instanceof Refused) && !(failure instanceof InvalidInput)) return Future.failedFuture(failure);
        return or(Future.failedFuture(failure), fold, resource);
    }

    /** What the command was answered when it was done before; else what is said of it now. */
    <S> Future<Outcome> or(Future<Outcome> now, Fold<S, ?> fold, Function<S, Object> resource) {
        return log.byId(commandId).compose(first -> first.isPresent() ? of(first.get(), fold, resource) : now);
    }

    /** The answer whose first event this is. Fails with {@code idempotency_conflict} when it is that of another wish. */
    <S> Future<Outcome> of(RecordedEvent first, Fold<S, ?> fold, Function<S, Object> resource) {
        boolean same = first.stream().startsWith(fold.category() + "/") && Arrays.equals(first.commandDigest(), digest);
        if (!same) return Future.failedFuture(reused());
        return log.foldStream(first.stream(), 0, first.version(), fold.empty(), fold::after)
                .compose(state -> lastPosition(first.position(), 1)
                        .map(position -> new Outcome(
                                new Receipt(commandId, first.stream(), first.version(), position, true),
                                resource.apply(state))));
    }

    /** Where the events of this command end: they may lie on several streams. */
    private Future<Long> lastPosition(long found, int index) {
        return log.byId(eventId(commandId, index)).compose(next -> {
            boolean own = next.isPresent() && Arrays.equals(next.get().commandDigest(), digest);
            return own ? lastPosition(next.get().position(), index + 1) : Future.succeededFuture(found);
        });
    }

    private Refused reused() {
        return new Refused(
                ProblemCode.IDEMPOTENCY_CONFLICT,
                "the command id " + commandId + " was used for something else; give each new wish an id of its own");
    }
}
