package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.HubSpace.State;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All spaces in memory, and which of them a key leads to: loaded from the table once, then kept up to date by following
 * the log, on every node. A key that is not in it belongs to the default space or to nobody, and neither takes longer
 * to find out. It hears of this node's own commits before their callers do. Any thread.
 */
public final class SpaceBook implements FollowSink, EventLog.CommitListener {
    static final EventFilter EVENTS = EventFilter.types(List.of("space.*"));
    private static final Logger LOG = LoggerFactory.getLogger(SpaceBook.class);

    private final Map<String, SpaceState> spaces = new ConcurrentHashMap<>();
    private final Map<String, String> byKey = new ConcurrentHashMap<>();

    /** Takes over what the table holds; an event that comes twice does no harm. */
    Future<Void> load(Database database) {
        FoldedRows<SpaceState> table = SpaceTable.SPACES.rows(database);
        return table.each(row -> {
            if (!row.incomplete()) put(row.key(), table.table().read(row).state());
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        range.events().forEach(this::apply);
        return Future.succeededFuture();
    }

    @Override
    public void committed(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            if (!EVENTS.matches(event)) continue;
            try {
                apply(event);
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                LOG.error("{} cannot be read; nobody is led to that space any more", event, e);
            }
        }
    }

    private synchronized void apply(RecordedEvent event) {
        String name = event.subjectId();
        SpaceState before = spaces.getOrDefault(name, SpaceState.NONE);
        HubSpace known = before.resource();
        if (known != null && event.version() <= known.version()) return;
        try {
            put(name, SpaceCommands.SPACES.after(before, event));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            put(name, SpaceState.NONE);
            throw e;
        }
    }

    private synchronized void put(String name, SpaceState state) {
        SpaceState before = spaces.put(name, state);
        Set<String> leading = state.is(State.OPEN) ? state.keys() : Set.of();
        if (before != null) {
            for (String key : before.keys()) if (!leading.contains(key)) byKey.remove(key, name);
        }
        // One that leads to another space already is a copy that came with the data of a clone.
        for (String key : leading) byKey.putIfAbsent(key, name);
    }

    /** Whether there never was a space beside the default one: then no key needs to be looked at. */
    public boolean isEmpty() {
        return spaces.isEmpty();
    }

    /** The open space to which a secret or a public key leads; null when it leads to none. */
    public @Nullable String spaceOf(String shown) {
        return byKey.isEmpty() ? null : byKey.get(hashOf(shown));
    }

    /** Whether a hash leads to a space. */
    public boolean leads(String sha256) {
        return byKey.containsKey(sha256);
    }

    /** Whether there is an open space of this name. */
    public boolean isOpen(String name) {
        SpaceState state = spaces.get(name);
        return state != null && state.is(State.OPEN);
    }

    /** Whether the hub itself may work in it: it is open, or is being filled. */
    public boolean isUsable(String name) {
        SpaceState state = spaces.get(name);
        return state != null && (state.is(State.OPEN) || state.is(State.FILLING));
    }

    /** The space of this name, also one that is not open; empty when there never was one. */
    Optional<SpaceState> space(String name) {
        return Optional.ofNullable(spaces.get(name));
    }

    /** As the API shows it; empty when there never was one. */
    public Optional<HubSpace> named(String name) {
        return space(name).map(SpaceState::resource);
    }

    /** The space that is not erased and has this external id; empty when there is none. */
    Optional<HubSpace> byExternalId(String externalId) {
        return spaces.values().stream()
                .map(SpaceState::resource)
                .filter(each -> each != null && each.state() != State.ERASED && externalId.equals(each.externalId()))
                .findFirst();
    }

    /** Names of the open spaces in which something falls due before a time. */
    public List<String> dueBefore(Instant time) {
        return names(spaces.values().stream()
                .filter(each ->
                        each.is(State.OPEN) && each.due() != null && each.due().isBefore(time))
                .toList());
    }

    /** Names of the open spaces of which nobody knows what falls due in them: a node has them open, or had and died. */
    public List<String> awake() {
        return names(spaces.values().stream()
                .filter(each -> each.is(State.OPEN) && each.awake())
                .toList());
    }

    /** Whether a node may have it open, as far as the nodes have noted. */
    public boolean isAwake(String name) {
        return space(name).filter(SpaceState::awake).isPresent();
    }

    /** How many there are that are not erased. */
    long count() {
        return spaces.values().stream()
                .filter(each -> each.resource() != null && !each.is(State.ERASED))
                .count();
    }

    /** Names of the sealed spaces whose data goes before a time. */
    List<String> goneBefore(Instant time) {
        return names(spaces.values().stream()
                .filter(each -> each.is(State.SEALED)
                        && each.present().gone() != null
                        && !time.isBefore(each.present().gone()))
                .toList());
    }

    /** Hashes that lead to a space. */
    public Set<String> keysOf(String name) {
        return space(name).map(SpaceState::keys).orElse(Set.of());
    }

    private static List<String> names(Collection<SpaceState> states) {
        return states.stream().map(each -> each.present().name()).sorted().toList();
    }

    /** What stands in the log for a secret or a public key. */
    public static String hashOf(String shown) {
        return Ids.sha256Hex(shown);
    }
}
