package dev.signalbox.hub.log;

import dev.signalbox.hub.log.Append.Disturbed;
import dev.signalbox.hub.log.Append.IdempotencyConflict;
import dev.signalbox.hub.log.Append.Quiet;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log that is read as it is, and answers an append as the log would, but writes nothing. Its answer is a forecast: by
 * the time of the real append the log may have moved on. Events that it makes up have the position 0 and no hash.
 */
public final class RehearsedLog extends ForwardingLog {
    private static final byte[] NO_HASH = new byte[0];

    public RehearsedLog(EventLog log) {
        super(log);
    }

    @Override
    public Future<Appended> append(Append append) {
        Future<Optional<RecordedEvent>> event = real.byId(append.commandId());
        Future<Optional<RecordedReceipt>> receipt = real.receipt(append.commandId());
        return Future.all(event, receipt).compose(looked -> {
            if (event.result().isPresent()) {
                RecordedEvent first = event.result().get();
                return repeated(append, first.commandDigest(), new Appended(List.of(first), true));
            }
            if (receipt.result().isPresent()) {
                RecordedReceipt first = receipt.result().get();
                return repeated(append, first.commandDigest(), Appended.of(first, true));
            }
            return Future.all(append.expected().entrySet().stream()
                            .map(each -> holds(each.getKey(), each.getValue()))
                            .toList())
                    .compose(holding -> isQuiet(append.quiet()))
                    .map(quiet -> forecast(append));
        });
    }

    private static Future<Appended> repeated(Append append, byte[] firstDigest, Appended first) {
        return Arrays.equals(firstDigest, append.commandDigest())
                ? Future.succeededFuture(first)
                : Future.failedFuture(new IdempotencyConflict("the id " + append.commandId()
                        + " was used before for something else; use a fresh id for a new wish"));
    }

    /** A stream was loaded at the version that is expected, or taken for new: so it can only have moved on. */
    private Future<Void> holds(String stream, ExpectedVersion expected) {
        if (expected.equals(ExpectedVersion.ANY)) return Future.succeededFuture();
        return real.readStream(stream, expected.version(), 1)
                .compose(next -> next.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new VersionConflict(
                                stream, expected, next.get(0).version())));
    }

    private Future<Void> isQuiet(@Nullable Quiet quiet) {
        if (quiet == null) return Future.succeededFuture();
        return real.read(quiet.behind(), 1, quiet.filter())
                .compose(page ->
                        page.events().isEmpty() ? Future.succeededFuture() : Future.failedFuture(new Disturbed(quiet)));
    }

    private static Appended forecast(Append append) {
        RecordedReceipt receipt = append.receipt();
        if (receipt != null) return Appended.of(receipt, false);
        Map<String, Long> versions = new HashMap<>();
        List<RecordedEvent> events = new ArrayList<>();
        for (NewEvent event : append.events()) {
            ExpectedVersion expected = append.expected().getOrDefault(event.stream(), ExpectedVersion.NO_STREAM);
            long version = versions.merge(event.stream(), Math.max(0, expected.version()) + 1, (at, first) -> at + 1);
            events.add(new RecordedEvent(
                    0,
                    event.stream(),
                    version,
                    event.id(),
                    event.type(),
                    event.actor(),
                    event.occurredAt(),
                    event.occurredAt(),
                    event.correlationId(),
                    event.causationId(),
                    event.data(),
                    append.commandDigest(),
                    NO_HASH));
        }
        return new Appended(events, false);
    }

    /** Leaves the log open: it is another's. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
