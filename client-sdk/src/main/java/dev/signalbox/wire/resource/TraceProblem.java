package dev.signalbox.wire.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something about what clients sent that somebody should look at.
 *
 * @param kind {@code warning}: kept, but not as it came; {@code refused}: not kept; {@code unknown_model}: tokens
 *     without a price; {@code unpriced_usage}: usage of which the price says nothing; {@code dangling_parent}: an
 *     observation whose parent has not come; {@code parents_in_a_ring}: one whose parents lead back to itself;
 *     {@code impossible_times}: an end or a first token before the start
 * @param position of the event in the traces log; null where it is about many
 * @param at when the hub received it; of many, the newest
 * @param count how many it is about
 */
public record TraceProblem(
        String kind,
        @Nullable Long position,
        @Nullable Instant at,
        @Nullable String traceId,
        @Nullable String observationId,
        @Nullable String model,
        long count,
        String detail,
        @Nullable String excerpt) {}
