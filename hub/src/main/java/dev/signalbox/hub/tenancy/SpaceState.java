package dev.signalbox.hub.tenancy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.tenancy.SpaceEvent.Closed;
import dev.signalbox.hub.tenancy.SpaceEvent.Created;
import dev.signalbox.hub.tenancy.SpaceEvent.Erased;
import dev.signalbox.hub.tenancy.SpaceEvent.Filled;
import dev.signalbox.hub.tenancy.SpaceEvent.KeysAdmitted;
import dev.signalbox.hub.tenancy.SpaceEvent.KeysDismissed;
import dev.signalbox.hub.tenancy.SpaceEvent.Moved;
import dev.signalbox.hub.tenancy.SpaceEvent.Opened;
import dev.signalbox.hub.tenancy.SpaceEvent.Sealed;
import dev.signalbox.hub.tenancy.SpaceEvent.Unsealed;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.HubSpace.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A space as its stream tells it, with the decisions about it.
 *
 * @param resource as the API shows it; null before it was made
 * @param keys hashes of the keys that lead to it
 * @param awake whether a node may have it open, so that nobody knows what falls due in it
 * @param due when something falls due in it while nobody has it open; null when nothing does
 * @param filling whether it lacks some of the data that it begins with, also while it is sealed
 */
record SpaceState(
        @Nullable HubSpace resource,
        Set<String> keys,
        boolean awake,
        @Nullable Instant due,
        boolean filling) {
    static final SpaceState NONE = new SpaceState(null, Set.of(), false, null, false);

    /** How long a sealed space can be brought back. */
    static final Duration SEALED_FOR = Duration.ofDays(7);

    /** Hashes of keys that lead to one space; one that was closed and opened again has forgotten those that ended. */
    static final int KEYS_MAX = 2_000;

    SpaceState {
        keys = Set.copyOf(keys);
    }

    /** The space as the API shows it. Fails with {@code not_found} when there is none. */
    HubSpace present() {
        if (resource == null) {
            throw new Refused(ProblemCode.NOT_FOUND, "there is no such space; GET /v1/spaces lists them");
        }
        return resource;
    }

    boolean is(State state) {
        return resource != null && resource.state() == state;
    }

    /** Nothing when it is there under that external id: the wish is fulfilled. */
    List<SpaceEvent> create(@Nullable String externalId, @Nullable String database, @Nullable String cloneOf) {
        HubSpace there = resource;
        if (there != null && there.state() != State.ERASED) {
            if (externalId != null && externalId.equals(there.externalId())) return List.of();
            throw new Refused(
                    ProblemCode.IDEMPOTENCY_CONFLICT,
                    "the name " + there.name() + " is taken"
                            + (there.state() == State.SEALED
                                    ? " by a space that is sealed until " + there.gone() + "; bring it back, or choose"
                                            + " another name"
                                    : "; choose another, or give the externalId that it was made with"));
        }
        return List.of(new Created(externalId, database, cloneOf));
    }

    List<SpaceEvent> filled() {
        return is(State.FILLING) ? List.of(new Filled()) : List.of();
    }

    List<SpaceEvent> admit(List<String> sha256) {
        present();
        List<String> fresh =
                sha256.stream().filter(each -> !keys.contains(each)).toList();
        if (keys.size() + fresh.size() > KEYS_MAX) {
            throw new Refused(
                    ProblemCode.TOO_LARGE,
                    "a space has at most " + KEYS_MAX + " secrets of keys; revoke keys that nobody needs, and try again"
                            + " when it was not used for a while");
        }
        return fresh.isEmpty() ? List.of() : List.of(new KeysAdmitted(fresh));
    }

    List<SpaceEvent> dismiss(List<String> sha256) {
        List<String> known = sha256.stream().filter(keys::contains).toList();
        return known.isEmpty() ? List.of() : List.of(new KeysDismissed(known));
    }

    List<SpaceEvent> opened() {
        present();
        return awake ? List.of() : List.of(new Opened());
    }

    List<SpaceEvent> closed(@Nullable Instant next) {
        return awake || !Objects.equals(due, next) ? List.of(new Closed(next)) : List.of();
    }

    List<SpaceEvent> moved(@Nullable String database) {
        return Objects.equals(present().database(), database) ? List.of() : List.of(new Moved(database));
    }

    /** Nothing for one that is sealed already. */
    List<SpaceEvent> seal(String named, Instant now) {
        HubSpace space = present();
        if (!named.equals(space.name())) {
            throw new InvalidInput("/name", "name must be " + space.name() + ", the name of the space, once more");
        }
        if (space.state() == State.SEALED) return List.of();
        if (space.state() == State.ERASED) throw gone(space);
        return List.of(new Sealed(now.plus(SEALED_FOR)));
    }

    /** Nothing for one that is open. */
    List<SpaceEvent> unseal(Instant now) {
        HubSpace space = present();
        Instant end = space.gone();
        if (space.state() == State.ERASED || (end != null && !now.isBefore(end))) throw gone(space);
        return space.state() == State.SEALED ? List.of(new Unsealed()) : List.of();
    }

    private static Refused gone(HubSpace space) {
        return new Refused(
                ProblemCode.EXPIRED,
                "the data of the space " + space.name() + " is erased since " + space.gone()
                        + "; signalbox restore brings it back from a backup");
    }

    /** Nothing before its time is over. */
    List<SpaceEvent> erase(Instant now) {
        Instant end = present().gone();
        return is(State.SEALED) && end != null && !now.isBefore(end) ? List.of(new Erased()) : List.of();
    }

    SpaceState after(SpaceEvent event, RecordedEvent recorded) {
        if (event instanceof Created created) {
            return new SpaceState(made(created, recorded), Set.of(), false, null, created.cloneOf() != null);
        }
        long version = recorded.version();
        if (event instanceof KeysAdmitted admitted) {
            Set<String> more = new TreeSet<>(keys);
            more.addAll(admitted.sha256());
            return with(present().state(), version, more, awake, due);
        }
        if (event instanceof KeysDismissed dismissed) {
            Set<String> rest = new TreeSet<>(keys);
            dismissed.sha256().forEach(rest::remove);
            return with(present().state(), version, rest, awake, due);
        }
        if (event instanceof Opened) return with(present().state(), version, keys, true, null);
        if (event instanceof Closed closed) return with(present().state(), version, keys, false, closed.due());
        if (event instanceof Filled) {
            return new SpaceState(with(State.OPEN, version, keys, awake, due).resource(), keys, awake, due, false);
        }
        if (event instanceof Moved moved) return moved(moved, version);
        if (event instanceof Sealed sealed) return sealed(recorded, sealed.gone(), version);
        if (event instanceof Unsealed) return unsealed(recorded);
        if (event instanceof Erased) return with(State.ERASED, version, Set.of(), false, null);
        return this;
    }

    private static HubSpace made(Created created, RecordedEvent recorded) {
        return new HubSpace(
                recorded.subjectId(),
                created.externalId(),
                created.cloneOf() == null ? State.OPEN : State.FILLING,
                created.database(),
                created.cloneOf(),
                recorded.recordedAt(),
                recorded.actor(),
                null,
                null,
                recorded.version(),
                null,
                null);
    }

    private SpaceState with(
            State state, long version, Set<String> newKeys, boolean nowAwake, @Nullable Instant nextDue) {
        HubSpace old = present();
        return new SpaceState(
                changed(old, state, old.database(), old.sealedAt(), old.gone(), version),
                newKeys,
                nowAwake,
                nextDue,
                filling);
    }

    private SpaceState moved(Moved moved, long version) {
        HubSpace old = present();
        return new SpaceState(
                changed(old, old.state(), moved.database(), old.sealedAt(), old.gone(), version),
                keys,
                awake,
                due,
                filling);
    }

    private SpaceState sealed(RecordedEvent at, Instant gone, long version) {
        HubSpace old = present();
        HubSpace sealed = changed(old, State.SEALED, old.database(), at.recordedAt(), gone, version);
        return new SpaceState(sealed, keys, awake, due, filling);
    }

    /** What fell due meanwhile is met at once: it is opened by itself. */
    private SpaceState unsealed(RecordedEvent at) {
        HubSpace old = present();
        State state = filling ? State.FILLING : State.OPEN;
        HubSpace back = changed(old, state, old.database(), null, null, at.version());
        return new SpaceState(back, keys, false, at.recordedAt(), filling);
    }

    private static HubSpace changed(
            HubSpace old,
            State state,
            @Nullable String database,
            @Nullable Instant sealedAt,
            @Nullable Instant gone,
            long version) {
        return new HubSpace(
                old.name(),
                old.externalId(),
                state,
                database,
                old.cloneOf(),
                old.createdAt(),
                old.createdBy(),
                sealedAt,
                gone,
                version,
                null,
                old.incomplete());
    }

    /** What the table keeps beside the resource. */
    String beside() {
        ObjectNode kept = Json.object().put("awake", awake);
        if (filling) kept.put("filling", true);
        if (due != null) kept.put("due", Times.format(due));
        kept.set("keys", Json.tree(new ArrayList<>(new TreeSet<>(keys))));
        return kept.toString();
    }

    SpaceState withBeside(String kept) {
        JsonNode tree = Json.read(kept.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        Set<String> known = new TreeSet<>();
        tree.path("keys").forEach(each -> known.add(each.asText()));
        JsonNode at = tree.path("due");
        return new SpaceState(
                resource,
                known,
                tree.path("awake").asBoolean(),
                at.isTextual() ? Instant.parse(at.textValue()) : null,
                tree.path("filling").asBoolean());
    }
}
