package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Limits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trace: the work of an agent on one task, as a tree of observations.
 *
 * @param id free text, at most 800 characters
 * @param timestamp when it began, by the earliest that anybody says
 * @param environment {@code default} when nobody says
 * @param isPublic whether its producer marked it as public; the hub shows it to nobody for that
 * @param observations how many there are
 * @param errors how many of them have level ERROR
 * @param warnings how many have level WARNING
 * @param running how many have no end yet
 * @param startTime start of the earliest observation; null without one
 * @param endTime end of the latest
 * @param durationMicros between these two
 * @param cost US dollars, of the observations whose cost is known; null when that is none
 * @param unpriced observations with a model and tokens but no price: {@code cost} lacks them
 * @param humanMicros how long people were waited for: the sum of its observations of type HUMAN that have ended
 * @param input only where one trace is asked for; null when it is {@link #large}
 * @param metadata only where one trace is asked for
 * @param scores only where one trace is asked for
 * @param large input or output of more than {@link Limits#TRACE_TEXT_CHARS_SHOWN}: where to fetch it; null when there
 *     is none
 * @param incomplete true when the hub could not read something that was said of it: what is shown lacks that. Absent
 *     otherwise
 */
public record Trace(
        String id,
        @Nullable String name,
        Instant timestamp,
        @Nullable String userId,
        @Nullable String sessionId,
        String environment,
        @Nullable String release,
        @Nullable String version,
        @JsonProperty("public") boolean isPublic,
        List<String> tags,
        long observations,
        long errors,
        long warnings,
        long running,
        @Nullable Instant startTime,
        @Nullable Instant endTime,
        @Nullable Long durationMicros,
        long inputTokens,
        long outputTokens,
        long totalTokens,
        @Nullable BigDecimal cost,
        long unpriced,
        long humanMicros,
        @Nullable JsonNode input,
        @Nullable JsonNode output,
        @Nullable JsonNode metadata,
        @Nullable List<Score> scores,
        @Nullable List<LargeText> large,
        @Nullable Boolean incomplete) {

    /** A value that is too large to be shown unasked. */
    public record LargeText(String field, long chars, String href) {}
}
