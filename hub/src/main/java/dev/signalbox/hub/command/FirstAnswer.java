package dev.signalbox.hub.command;

import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.RecordedReceipt;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Receipt;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rule about repeats: a command whose id is known gets the answer that it got first, made again of its stream as it
 * was then; another wish under that id is refused (ADR 5).
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
        Future<Optional<RecordedEvent>> event = log.byId(commandId);
        Future<Optional<RecordedReceipt>> receipt = log.receipt(commandId);
        return Future.all(event, receipt).compose(found -> {
            if (event.result().isPresent()) {
                return of(new Appended(List.of(event.result().get()), true), fold, resource);
            }
            return receipt.result().isPresent()
                    ? of(Appended.of(receipt.result().get(), true), fold, resource)
                    : now;
        });
    }

    /** The answer that began with this. Fails with {@code idempotency_conflict} when it is that of another wish. */
    <S> Future<Outcome> of(Appended first, Fold<S, ?> fold, Function<S, Object> resource) {
        RecordedReceipt receipt = first.receipt();
        if (receipt != null) {
            return at(receipt.stream(), receipt.version(), receipt.commandDigest(), fold)
                    .map(loaded -> outcome(loaded, loaded.position(), resource, true));
        }
        RecordedEvent event = first.events().get(0);
        return at(event.stream(), event.version(), event.commandDigest(), fold)
                .compose(loaded ->
                        lastPosition(event.position(), 1).map(position -> outcome(loaded, position, resource, false)));
    }

    private <S> Future<Loaded<S>> at(String stream, long version, byte[] firstDigest, Fold<S, ?> fold) {
        boolean same = stream.startsWith(fold.category() + "/") && Arrays.equals(firstDigest, digest);
        if (!same) return Future.failedFuture(reused());
        Loaded<S> none = new Loaded<>(stream, fold.empty(), null);
        return version == 0
                ? Future.succeededFuture(none)
                : log.foldStream(stream, 0, version, none, (loaded, event) -> loaded.after(fold, event));
    }

    private <S> Outcome outcome(Loaded<S> then, long position, Function<S, Object> resource, boolean unchanged) {
        Receipt receipt = new Receipt(commandId, then.stream(), then.version(), position, true, unchanged);
        return new Outcome(receipt, resource.apply(then.state()));
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
