package dev.signalbox.hub.delivery;

import dev.signalbox.hub.log.EventLog.CommitListener;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.schedule.NodeTurn;
import dev.signalbox.wire.delivery.Endpoint;
import dev.signalbox.wire.delivery.Endpoint.State;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the {@link Lane}s of a space: one for each endpoint that is enabled, and one for each replay. Of the nodes
 * of a space one has them all; the others ask once a second whether it lives. It hears of every change of an endpoint
 * before anything that comes behind it is delivered, so what was disabled gets nothing more. Belongs to the context of
 * the {@link Desk}, but for {@link #committed} and {@link #isCurrent}.
 */
final class Deliverer implements CommitListener {
    private static final String CATEGORY = EndpointCommands.ENDPOINTS.category();
    /** How long the end of the hub waits for what is under way. */
    private static final Duration CLOSES_MAX = Duration.ofSeconds(1);

    private static final String KEY_ENDED = "the key that it was made with has ended, and its rights with it";
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    private final FoldedRows<EndpointState> rows;
    private final Freshness table;
    private final Optional<NodeTurn> turn;
    private final Desk desk;
    private final Runnable wake;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Map<String, AtomicLong> tries = new HashMap<>();
    /** Endpoints that changed since their lanes began, with the position of the change. */
    private final Map<String, Long> changed = new ConcurrentHashMap<>();

    private boolean counted;
    private boolean wanted;
    private boolean loaded;
    private boolean closed;

    /**
     * @param turn of the nodes that have one store; empty where there is one
     * @param wake has {@link #round} begin soon
     */
    Deliverer(FoldedRows<EndpointState> rows, Freshness table, Optional<NodeTurn> turn, Desk desk, Runnable wake) {
        this.rows = rows;
        this.table = table;
        this.turn = turn;
        this.desk = desk;
        this.wake = wake;
    }

    @Override
    public void committed(List<RecordedEvent> events) {
        boolean any = false;
        for (RecordedEvent event : events) {
            if (!event.category().equals(CATEGORY)) continue;
            changed.merge(event.subjectId(), event.position(), Math::max);
            any = true;
        }
        if (any) wake.run();
    }

    /** Whether nothing is known of it that its lane did not know. Any thread. */
    boolean isCurrent(Endpoint endpoint) {
        return !changed.containsKey(endpoint.id());
    }

    /** Whether something is on its way. */
    boolean isBusy() {
        return lanes.values().stream().anyMatch(Lane::isBusy);
    }

    /** Takes the lanes, keeps them or lets them go, and has each look whether its time has come. */
    Future<Integer> round() {
        return desk.here(() -> mine().compose(mine -> desk.here(() -> mine ? look() : leave())));
    }

    /** Ends all lanes behind what is under way, as far as that ends soon; the rest is sent again by whoever is next. */
    Future<?> close() {
        return desk.here(() -> {
                    closed = true;
                    List<Future<Void>> ends =
                            lanes.values().stream().map(Lane::stop).toList();
                    return Future.join(ends)
                            .timeout(CLOSES_MAX.toMillis(), TimeUnit.MILLISECONDS)
                            .otherwiseEmpty();
                })
                .compose(left -> turn.<Future<?>>map(mine -> mine.during(Future.succeededFuture()))
                        .orElseGet(Future::succeededFuture));
    }

    private Future<Boolean> mine() {
        if (closed) return Future.succeededFuture(false);
        return turn.map(own -> isWanted().compose(wanted -> wanted ? own.take() : Future.succeededFuture(false)))
                .orElseGet(() -> Future.succeededFuture(true));
    }

    /** Whether there is any endpoint, or was one since: a store without is not written to each second for a turn. */
    private Future<Boolean> isWanted() {
        if (!changed.isEmpty()) wanted = true;
        if (wanted || counted) return Future.succeededFuture(wanted);
        return table.caughtUp(0)
                .compose(caughtUp -> rows.count())
                .compose(count -> desk.here(() -> {
                    counted = true;
                    wanted |= count > 0;
                    return Future.succeededFuture(wanted);
                }));
    }

    private Future<Integer> leave() {
        lanes.values().forEach(Lane::stop);
        lanes.values().removeIf(Lane::isOver);
        loaded = false;
        return Future.succeededFuture(0);
    }

    private Future<Integer> look() {
        boolean stale = lanes.values().stream().anyMatch(lane -> lane.isOver() || lane.isBroken());
        if (loaded && !stale && changed.isEmpty()) {
            return withoutKeys(lanes.values().stream().map(Lane::endpoint).toList())
                    .map(off -> begun());
        }
        Map<String, Long> known = Map.copyOf(changed);
        long newest = known.values().stream().mapToLong(Long::longValue).max().orElse(0);
        List<EndpointState> all = new ArrayList<>();
        return table.caughtUp(newest)
                .compose(caughtUp -> rows.each(row -> {
                    if (!row.incomplete()) all.add(state(row));
                    return Future.succeededFuture();
                }))
                .compose(read -> desk.book().load())
                .compose(kept -> desk.here(() -> arrange(all, kept)))
                .compose(done -> desk.here(() -> {
                    known.forEach(changed::remove);
                    loaded = true;
                    return Future.succeededFuture(begun());
                }));
    }

    private EndpointState state(FoldedRow row) {
        return rows.table().read(row).state();
    }

    private int begun() {
        Instant now = desk.clock().instant();
        lanes.values().forEach(lane -> lane.look(now));
        return lanes.size();
    }

    /** Lanes that are what they should be go on; the others end, and new ones take their place when they have. */
    private Future<?> arrange(List<EndpointState> all, DeliveryBook.Kept kept) {
        Map<String, Course> courses = new HashMap<>();
        kept.courses().forEach(course -> courses.put(key(course), course));
        Map<String, Lane> wished = new LinkedHashMap<>();
        List<Future<?>> effects = new ArrayList<>();
        Set<String> there = new HashSet<>();
        Set<String> wentBack = new HashSet<>();
        for (EndpointState state : all) {
            Endpoint endpoint = state.present();
            there.add(endpoint.id());
            if (endpoint.state() != State.ENABLED) continue;
            String reason = objection(state);
            if (reason != null) {
                effects.add(desk.notes().switchedOff(endpoint, reason));
                continue;
            }
            tries.computeIfAbsent(
                    endpoint.id(), id -> new AtomicLong(kept.tries().getOrDefault(id, 0L)));
            for (Course begin : begins(state)) {
                Course found = courses.get(key(begin));
                if (found == null) effects.add(desk.book().begin(begin));
                else if (!found.epoch().equals(begin.epoch())) wentBack.add(endpoint.id());
                keep(state, found == null ? begin : found, wished, effects);
            }
        }
        lanes.forEach((key, lane) -> {
            if (!wished.containsKey(key)) lane.stop();
        });
        lanes.putAll(wished);
        lanes.values().removeIf(Lane::isOver);
        kept.courses().stream()
                .map(Course::endpoint)
                .distinct()
                .filter(id -> !there.contains(id))
                .forEach(id -> effects.add(desk.book().forget(id)));
        if (!wentBack.isEmpty()) {
            LOG.warn("the log went back: {} endpoints go on where they stood then", wentBack.size());
            effects.add(desk.notes().wentBack(desk.tail().log().epoch(), wentBack.size()));
        }
        return Future.all(effects);
    }

    private List<Course> begins(EndpointState state) {
        String epoch = desk.tail().log().epoch();
        String id = state.present().id();
        List<Course> all = new ArrayList<>();
        all.add(Course.inTurn(id, epoch, state.beside().from()));
        state.beside().replays().forEach(replay -> all.add(Course.of(id, epoch, replay)));
        return all;
    }

    private void keep(EndpointState state, Course found, Map<String, Lane> wished, List<Future<?>> effects) {
        String key = key(found);
        Lane present = lanes.get(key);
        boolean same = present != null
                && present.endpoint().version() == state.present().version();
        if (present != null && same && !present.isOver() && !present.isBroken()) {
            wished.put(key, present);
            return;
        }
        if (present != null && !present.isOver()) {
            // What it has under way comes to its end first; it wakes us then.
            present.stop();
            if (!present.isOver()) {
                wished.put(key, present);
                return;
            }
        }
        Course now = found.in(desk.tail().log().epoch(), desk.tail().head().position())
                .since(state.beside().fresh());
        if (!now.equals(found)) effects.add(desk.book().move(found, now));
        AtomicLong count = tries.computeIfAbsent(state.present().id(), id -> new AtomicLong());
        wished.put(key, new Lane(desk, state, now, count, wake));
    }

    /** Why nothing may go to it; null when it may. */
    private @Nullable String objection(EndpointState state) {
        if (desk.rights().roleOf(state.present().key()).isEmpty()) return KEY_ENDED;
        if (!state.beside().root().equals(desk.master().root())) {
            return "its secret belongs to the store that this one is a copy of; give it another (signalbox endpoints"
                    + " rotate "
                    + state.present().id() + "), then enable it";
        }
        return null;
    }

    private Future<?> withoutKeys(List<Endpoint> some) {
        List<Future<?>> effects = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (Endpoint endpoint : some) {
            if (desk.rights().roleOf(endpoint.key()).isPresent() || !told.add(endpoint.id())) continue;
            effects.add(desk.notes().switchedOff(endpoint, KEY_ENDED));
        }
        return Future.all(effects);
    }

    private static String key(Course course) {
        return course.endpoint() + " " + course.run();
    }
}
