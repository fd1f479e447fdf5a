package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of one request of OTLP was not taken: counted, noted as events up to a limit, and told to the exporter as a
 * partial success. One instance for one request, one thread.
 */
final class NotTaken {
    /** Refused items of one request about which there is an event, and as many ignored parts. */
    private static final int NOTED_MAX = 20;

    private final IntakeOrigin sender;
    private final String items;
    private final List<NewEvent> events;
    private long refused;
    private int ignored;
    private String firstReason = "";

    /**
     * @param items what the request is made of, for people: {@code spans}
     * @param events gets the notes
     */
    NotTaken(IntakeOrigin sender, String items, List<NewEvent> events) {
        this.sender = sender;
        this.items = items;
        this.events = events;
    }

    /** Fails as {@link IntakeOrigin#hold} does, when there are more than anybody sends. */
    void refuse(@Nullable String traceId, String reason, String excerpt) {
        sender.hold();
        if (refused++ == 0) firstReason = reason;
        if (refused <= NOTED_MAX) events.add(sender.refused(traceId, reason, excerpt));
    }

    /** No item is counted as rejected for it: the words alone are a warning to the exporter, as OTLP wants it. */
    void ignore(String reason, String excerpt) {
        if (firstReason.isEmpty()) firstReason = reason;
        if (++ignored <= NOTED_MAX) events.add(sender.refused(null, reason, excerpt));
    }

    /** Whether there is nothing to tell: then the answer is empty. */
    boolean isNothing() {
        return firstReason.isEmpty();
    }

    /** How many items are refused. */
    long refused() {
        return refused;
    }

    /** Why, in a sentence. */
    String message() {
        return refused <= 1 ? firstReason : refused + " " + items + " were not taken, the first for: " + firstReason;
    }

    /**
     * The answer in JSON, where an int64 is a text.
     *
     * @param counter the field that says how many
     */
    ObjectNode json(String counter) {
        ObjectNode answer = Json.object();
        if (isNothing()) return answer;
        answer.putObject("partialSuccess").put(counter, Long.toString(refused)).put("errorMessage", message());
        return answer;
    }
}
