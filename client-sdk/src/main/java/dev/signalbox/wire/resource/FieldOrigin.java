package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a value of a trace or an observation comes from. Of several events that say something about one field the one
 * with the later phase counts, then the later clock, then the greater id; never the one that came later.
 *
 * @param path name of the field; for metadata and tags, a slash and what is inside
 * @param value null for inputs and outputs, which are shown with the thing itself; a time is a text as the API writes
 *     times
 * @param phase {@code guess}, {@code create} or {@code update}
 * @param clock when the producer said it, by its own clock
 * @param eventId of the event in the traces log
 * @param position of the event; null when the log does not have it
 * @param receivedAt when the hub got it
 * @param actor name of the key that sent it
 */
public record FieldOrigin(
        String path,
        @Nullable JsonNode value,
        String phase,
        Instant clock,
        String eventId,
        @Nullable Long position,
        @Nullable Instant receivedAt,
        @Nullable String actor) {}
