package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * An event that a table could not take and went on without: the thing that it belongs to is {@code incomplete}. It is
 * tried again when the hub starts and when the table is folded anew, and is gone when the thing is deleted.
 *
 * @param log {@code main} or {@code traces}
 * @param projection whose tables lack it
 * @param position of the event in the log
 * @param stream names the thing: {@code question/<id>}
 * @param error why the fold could not take it, for people
 * @param firstSeen by the hub's clock
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FoldProblem(
        String log,
        String projection,
        long position,
        String stream,
        String eventId,
        String eventType,
        String error,
        Instant firstSeen) {}
