package dev.signalbox.wire.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A thing in whose text words were found, with the event that made the text so.
 *
 * @param kind question, notification, item (of the roadmap), row or trace
 * @param id of the thing; of a row its key
 * @param part of a trace: the observation that said so; null for the trace itself and for everything else
 * @param log main or traces; positions count within it
 * @param position of the event
 * @param version of its stream
 * @param event its id
 * @param at when the hub recorded it
 * @param by the name of the key that sent it
 * @param snippet the text around the words, at most 200 characters
 * @param endedAt the position of the event since which the text is not so; null when it is so
 */
public record RecallHit(
        String kind,
        String id,
        @Nullable String part,
        String log,
        long position,
        String stream,
        long version,
        String type,
        String event,
        Instant at,
        String by,
        String snippet,
        @Nullable Long endedAt) {}
