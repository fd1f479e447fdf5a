package dev.signalbox.hub.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.delivery.EndpointEvent.Changed;
import dev.signalbox.hub.delivery.EndpointEvent.Created;
import dev.signalbox.hub.delivery.EndpointEvent.Disabled;
import dev.signalbox.hub.delivery.EndpointEvent.Enabled;
import dev.signalbox.hub.delivery.EndpointEvent.Removed;
import dev.signalbox.hub.delivery.EndpointEvent.ReplayAsked;
import dev.signalbox.hub.delivery.EndpointEvent.Replayed;
import dev.signalbox.hub.delivery.EndpointEvent.Retried;
import dev.signalbox.hub.delivery.EndpointEvent.Rotated;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.ChangeEndpoint;
import dev.signalbox.wire.command.CreateEndpoint;
import dev.signalbox.wire.command.RotateEndpoint;
import dev.signalbox.wire.delivery.Endpoint;
import dev.signalbox.wire.delivery.Endpoint.State;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as its stream tells it, with the decisions about it.
 *
 * @param resource as the API shows it, without the secret; null before it was made
 * @param beside what the hub alone needs to know of it
 * @param deleted whether it is no more
 */
record EndpointState(@Nullable Endpoint resource, Beside beside, boolean deleted) {
    static final EndpointState NONE = new EndpointState(null, new Beside(0, "", 0, 0, List.of()), false);

    /**
     * What is known of an endpoint beside what the API shows.
     *
     * @param generation which of its secrets signs; the first is 0
     * @param root of which master secret they are derived
     * @param from position of the event since which that is so: what came before is not for this store to send
     * @param fresh position of the event since which what was tried before counts no more: somebody changed the
     *     endpoint, enabled it, or said try
     * @param replays that are under way
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Beside(int generation, String root, long from, long fresh, List<Replay> replays) {
        Beside {
            replays = List.copyOf(replays);
        }

        private Beside since(RecordedEvent event) {
            return new Beside(generation, root, from, event.position(), replays);
        }

        private Beside with(List<Replay> others) {
            return new Beside(generation, root, from, fresh, others);
        }
    }

    /**
     * Events that go to an endpoint once more.
     *
     * @param id position of the event that asked for it
     */
    record Replay(long id, long from, long to) {
        /** Whether it is of one event, which goes whatever the endpoint asks for. */
        boolean ofOne() {
            return from == to;
        }
    }

    static List<EndpointEvent> create(CreateEndpoint wish, Principal by, String root) {
        return List.of(new Created(
                wish.name(),
                wish.url(),
                Objects.requireNonNullElse(wish.types(), List.of()),
                Objects.requireNonNullElse(wish.tags(), List.of()),
                Objects.requireNonNullElse(wish.streams(), List.of()),
                by.keyId(),
                root));
    }

    /** Nothing when it says what is so already. */
    List<EndpointEvent> change(ChangeEndpoint wish, Principal by) {
        Endpoint now = ownedBy(by);
        Changed changed = new Changed(
                other(wish.name(), now.name()),
                other(wish.url(), now.url()),
                other(wish.types(), now.types()),
                other(wish.tags(), now.tags()),
                other(wish.streams(), now.streams()));
        return changed.equals(new Changed(null, null, null, null, null)) ? List.of() : List.of(changed);
    }

    private static <T> @Nullable T other(@Nullable T wished, T now) {
        return now.equals(wished) ? null : wished;
    }

    List<EndpointEvent> rotate(RotateEndpoint wish, Principal by, String root) {
        ownedBy(by);
        return List.of(new Rotated(root, wish.oldFor().toString()));
    }

    List<EndpointEvent> disable(@Nullable String reason, Principal by) {
        return ownedBy(by).state() == State.DISABLED ? List.of() : List.of(new Disabled(reason));
    }

    /** The hub itself gives it up. Nothing for one that was changed since. */
    List<EndpointEvent> switchOff(String reason, long version) {
        if (resource == null || deleted || resource.state() == State.DISABLED) return List.of();
        return resource.version() == version ? List.of(new Disabled(reason)) : List.of();
    }

    /** Fails for one whose secrets this store cannot derive. */
    List<EndpointEvent> enable(Principal by, String root) {
        Endpoint now = ownedBy(by);
        if (!beside.root().equals(root)) {
            throw new Refused(
                    ProblemCode.EXPIRED,
                    "its secret belongs to the store that this one is a copy of; give it another first: signalbox"
                            + " endpoints rotate " + now.id());
        }
        return now.state() == State.ENABLED ? List.of() : List.of(new Enabled());
    }

    List<EndpointEvent> retry(Principal by) {
        enabled(ownedBy(by));
        return List.of(new Retried());
    }

    List<EndpointEvent> replay(long from, long to, Principal by) {
        enabled(ownedBy(by));
        if (beside.replays().size() >= Limits.REPLAYS_MAX) {
            throw new Refused(
                    ProblemCode.UNDER_WAY,
                    "there are " + Limits.REPLAYS_MAX + " replays to this endpoint under way; wait until one is over");
        }
        return List.of(new ReplayAsked(from, to));
    }

    List<EndpointEvent> endReplay(long id) {
        return beside.replays().stream().anyMatch(each -> each.id() == id) ? List.of(new Replayed(id)) : List.of();
    }

    List<EndpointEvent> delete(Principal by) {
        ownedBy(by);
        return List.of(new Removed());
    }

    private static void enabled(Endpoint endpoint) {
        if (endpoint.state() == State.ENABLED) return;
        throw new Refused(
                ProblemCode.NOT_RESOLVED,
                "the endpoint is disabled; enable it first: signalbox endpoints enable " + endpoint.id());
    }

    /**
     * What it is, for whoever may change it: its maker, whose key decides what is sent, and admins. Another could send
     * to itself what it may not read.
     */
    private Endpoint ownedBy(Principal by) {
        Endpoint now = present();
        if (by.role().equals(OwnershipMatrix.ADMIN) || by.keyId().equals(now.key())) return now;
        throw new Refused(
                ProblemCode.FORBIDDEN,
                "the endpoint was made with the key of " + now.createdBy()
                        + ", whose rights it has; use that key, ask an admin, or make an endpoint of your own");
    }

    EndpointState after(EndpointEvent event, RecordedEvent recorded) {
        if (event instanceof Created created) return made(created, recorded);
        Endpoint now = present();
        if (event instanceof Changed changed)
            return new EndpointState(changed(now, changed, recorded), beside.since(recorded), false);
        if (event instanceof Rotated rotated) return rotated(now, rotated, recorded);
        if (event instanceof Disabled disabled)
            return new EndpointState(in(now, State.DISABLED, disabled.reason(), recorded), beside, false);
        if (event instanceof Enabled)
            return new EndpointState(in(now, State.ENABLED, null, recorded), beside.since(recorded), false);
        Endpoint same = in(now, now.state(), now.reason(), recorded);
        if (event instanceof Retried) return new EndpointState(same, beside.since(recorded), false);
        if (event instanceof ReplayAsked asked)
            return new EndpointState(same, with(new Replay(recorded.position(), asked.from(), asked.to())), false);
        if (event instanceof Replayed over) return new EndpointState(same, without(over.replay()), false);
        if (event instanceof Removed) return new EndpointState(same, beside, true);
        return this;
    }

    private Beside with(Replay one) {
        List<Replay> all = new ArrayList<>(beside.replays());
        all.add(one);
        return beside.with(all);
    }

    private Beside without(long id) {
        return beside.with(
                beside.replays().stream().filter(each -> each.id() != id).toList());
    }

    private static EndpointState made(Created created, RecordedEvent recorded) {
        Instant at = recorded.recordedAt();
        Endpoint endpoint = new Endpoint(
                recorded.subjectId(),
                created.name(),
                created.url(),
                created.types(),
                created.tags(),
                created.streams(),
                State.ENABLED,
                null,
                at,
                recorded.actor(),
                created.key(),
                null,
                null,
                null,
                null,
                recorded.version(),
                null);
        Beside beside = new Beside(0, created.root(), recorded.position(), recorded.position(), List.of());
        return new EndpointState(endpoint, beside, false);
    }

    private static Endpoint changed(Endpoint now, Changed changed, RecordedEvent recorded) {
        return new Endpoint(
                now.id(),
                Objects.requireNonNullElse(changed.name(), now.name()),
                Objects.requireNonNullElse(changed.url(), now.url()),
                Objects.requireNonNullElse(changed.types(), now.types()),
                Objects.requireNonNullElse(changed.tags(), now.tags()),
                Objects.requireNonNullElse(changed.streams(), now.streams()),
                now.state(),
                now.reason(),
                now.createdAt(),
                now.createdBy(),
                now.key(),
                now.rotatedAt(),
                now.oldSecretUntil(),
                null,
                null,
                recorded.version(),
                null);
    }

    /** A secret of another store signs nothing here, not even for a while. */
    private EndpointState rotated(Endpoint now, Rotated rotated, RecordedEvent recorded) {
        boolean same = rotated.root().equals(beside.root());
        Instant at = recorded.recordedAt();
        Endpoint next = of(now, now.state(), now.reason(), at, same ? rotated.oldUntil(at) : null, recorded.version());
        Beside b = beside;
        long from = same ? b.from() : recorded.position();
        return new EndpointState(
                next, new Beside(b.generation() + 1, rotated.root(), from, b.fresh(), b.replays()), false);
    }

    private static Endpoint in(Endpoint now, State state, @Nullable String reason, RecordedEvent recorded) {
        return of(now, state, reason, now.rotatedAt(), now.oldSecretUntil(), recorded.version());
    }

    private static Endpoint of(
            Endpoint now,
            State state,
            @Nullable String reason,
            @Nullable Instant rotatedAt,
            @Nullable Instant oldUntil,
            long version) {
        return new Endpoint(
                now.id(),
                now.name(),
                now.url(),
                now.types(),
                now.tags(),
                now.streams(),
                state,
                reason,
                now.createdAt(),
                now.createdBy(),
                now.key(),
                rotatedAt,
                oldUntil,
                null,
                null,
                version,
                null);
    }

    /** What the table keeps beside the resource. */
    String kept() {
        return Json.writeText(beside);
    }

    EndpointState withKept(String kept) {
        Beside read = Json.read(kept.getBytes(StandardCharsets.UTF_8), Beside.class);
        return new EndpointState(resource, read, deleted);
    }

    EndpointState gone() {
        return new EndpointState(resource, beside, true);
    }

    /** The endpoint as the API shows it. Fails with {@code not_found} when there is none. */
    Endpoint present() {
        if (resource == null || deleted)
            throw new Refused(ProblemCode.NOT_FOUND, "there is no such endpoint; GET /v1/endpoints lists them");
        return resource;
    }
}
