package dev.signalbox.hub.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that wants into the log; the log adds position, version, recordedAt and hash. No text holds a NUL character,
 * which PostgreSQL refuses: doors refuse or replace it before.
 *
 * @param stream {@code <category>/<id>}
 * @param id exists once in the log, for ever
 * @param type a literal, {@code question.asked}
 * @param actor name of the key that caused it
 * @param occurredAt the producer's clock
 * @param data UTF-8 JSON; stored and served untouched; never changed after it was handed over
 */
public record NewEvent(
        String stream,
        String id,
        String type,
        String actor,
        Instant occurredAt,
        @Nullable String correlationId,
        @Nullable String causationId,
        byte[] data) {}
