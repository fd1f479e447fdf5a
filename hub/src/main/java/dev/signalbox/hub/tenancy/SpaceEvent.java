package dev.signalbox.hub.tenancy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.wire.EventTypes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to spaces. Only admins of the default space may read these events. */
sealed interface SpaceEvent {
    EventCodec<SpaceEvent> CODEC = EventCodec.of(SpaceEvent.class)
            .with(EventTypes.SPACE_CREATED, Created.class)
            .with(EventTypes.SPACE_FILLED, Filled.class)
            .with(EventTypes.SPACE_KEYS_ADMITTED, KeysAdmitted.class)
            .with(EventTypes.SPACE_KEYS_DISMISSED, KeysDismissed.class)
            .with(EventTypes.SPACE_OPENED, Opened.class)
            .with(EventTypes.SPACE_CLOSED, Closed.class)
            .with(EventTypes.SPACE_MOVED, Moved.class)
            .with(EventTypes.SPACE_SEALED, Sealed.class)
            .with(EventTypes.SPACE_UNSEALED, Unsealed.class)
            .with(EventTypes.SPACE_ERASED, Erased.class);

    /**
     * Somebody made a space.
     *
     * @param database the server that keeps it, without user and password; null where the hub keeps its own data
     * @param cloneOf the space whose data it begins with; null for none
     */
    record Created(
            @Nullable String externalId,
            @Nullable String database,
            @Nullable String cloneOf) implements SpaceEvent {}

    /** A clone has all its data. */
    @JsonInclude
    record Filled() implements SpaceEvent {}

    /**
     * Keys lead to it.
     *
     * @param sha256 64 hex digits each, of secrets and of public keys
     */
    record KeysAdmitted(List<String> sha256) implements SpaceEvent {
        public KeysAdmitted {
            sha256 = List.copyOf(sha256);
        }
    }

    /**
     * Keys lead to it no more.
     *
     * @param sha256 as above
     */
    record KeysDismissed(List<String> sha256) implements SpaceEvent {
        public KeysDismissed {
            sha256 = List.copyOf(sha256);
        }
    }

    /** Something may fall due in it at any time, until it is closed. */
    @JsonInclude
    record Opened() implements SpaceEvent {}

    /**
     * A node closed its stores, for nobody used it.
     *
     * @param due when something falls due in it; null when nothing does by itself
     */
    record Closed(@Nullable Instant due) implements SpaceEvent {}

    /**
     * Its data is at another place.
     *
     * @param database as in {@link Created}
     */
    record Moved(@Nullable String database) implements SpaceEvent {}

    /**
     * Nobody is let in.
     *
     * @param gone when its data is erased
     */
    record Sealed(Instant gone) implements SpaceEvent {}

    /** It can be used again. */
    @JsonInclude
    record Unsealed() implements SpaceEvent {}

    /** Nothing of it is left but these events. */
    @JsonInclude
    record Erased() implements SpaceEvent {}
}
