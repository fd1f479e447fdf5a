package dev.signalbox.hub.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.wire.EventTypes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to endpoints. */
sealed interface EndpointEvent {
    EventCodec<EndpointEvent> CODEC = EventCodec.of(EndpointEvent.class)
            .with(EventTypes.ENDPOINT_CREATED, Created.class)
            .with(EventTypes.ENDPOINT_CHANGED, Changed.class)
            .with(EventTypes.ENDPOINT_ROTATED, Rotated.class)
            .with(EventTypes.ENDPOINT_DISABLED, Disabled.class)
            .with(EventTypes.ENDPOINT_ENABLED, Enabled.class)
            .with(EventTypes.ENDPOINT_RETRIED, Retried.class)
            .with(EventTypes.ENDPOINT_REPLAY_ASKED, ReplayAsked.class)
            .with(EventTypes.ENDPOINT_REPLAYED, Replayed.class)
            .with(EventTypes.ENDPOINT_REMOVED, Removed.class);

    /**
     * Somebody made an endpoint.
     *
     * @param key id of the maker's key
     * @param root of which master secret its secrets are derived, see {@link MasterSecret#root}; the secrets themselves
     *     are nowhere
     */
    record Created(
            String name,
            String url,
            List<String> types,
            List<String> tags,
            List<String> streams,
            String key,
            String root)
            implements EndpointEvent {}

    /** The endpoint has another name, URL or choice of events; what is null stayed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Changed(
            @Nullable String name,
            @Nullable String url,
            @Nullable List<String> types,
            @Nullable List<String> tags,
            @Nullable List<String> streams)
            implements EndpointEvent {}

    /**
     * The endpoint has another secret.
     *
     * @param root of which master secret
     * @param overlap for how long from the event's recordedAt the secret before still signs; ISO-8601
     */
    record Rotated(String root, String overlap) implements EndpointEvent {
        Instant oldUntil(Instant recordedAt) {
            return recordedAt.plus(Duration.parse(overlap)).truncatedTo(ChronoUnit.MICROS);
        }
    }

    /** Nothing goes to it any more. */
    @JsonInclude
    record Disabled(@Nullable String reason) implements EndpointEvent {}

    /** It goes on where it stood. */
    @JsonInclude
    record Enabled() implements EndpointEvent {}

    /** What waits is tried at once. */
    @JsonInclude
    record Retried() implements EndpointEvent {}

    /** The events from one position to another go to it once more. */
    record ReplayAsked(long from, long to) implements EndpointEvent {}

    /**
     * A replay is over.
     *
     * @param replay the position of the event that asked for it
     */
    record Replayed(long replay) implements EndpointEvent {}

    /** It is no more. */
    @JsonInclude
    record Removed() implements EndpointEvent {}
}
